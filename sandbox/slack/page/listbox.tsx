import { type ReactNode, useEffect, useRef } from 'react';

export interface ListboxOption {
  readonly key: string;
  /** A heading above the first option of its group. */
  readonly group?: string;
  readonly isSelected?: boolean;
  readonly content: ReactNode;
}

/** The options below a text field. The field keeps the focus; `active` is the option that its arrow keys reached. */
export function Listbox(props: {
  readonly id: string;
  readonly label: string;
  readonly options: readonly ListboxOption[];
  readonly active: number;
  readonly onPick: (index: number) => void;
  readonly footer?: ReactNode;
  readonly className?: string;
}) {
  const { id, options, active, onPick } = props;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    document.getElementById(optionId(id, active))?.scrollIntoView({ block: 'nearest' });
  }, [id, active]);
  return (
    <div className={`popup ${props.className ?? ''}`}>
      <div ref={box} id={id} role="listbox" aria-label={props.label} className="listbox">
        {options.map((option, index) => (
          <div key={option.key} role="presentation">
            {Boolean(option.group) && option.group !== options[index - 1]?.group && (
              <div role="presentation" className="listbox-group">
                {option.group}
              </div>
            )}
            <div
              id={optionId(id, index)}
              role="option"
              tabIndex={-1}
              aria-selected={option.isSelected ?? index === active}
              className={`listbox-option ${index === active ? 'is-active' : ''}`}
              onMouseDown={(event) => {
                // The field keeps the focus.
                event.preventDefault();
                onPick(index);
              }}
            >
              {option.content}
            </div>
          </div>
        ))}
      </div>
      {props.footer !== undefined && <small className="popup-note">{props.footer}</small>}
    </div>
  );
}

export function optionId(listbox: string, index: number): string {
  return `${listbox}-${index}`;
}

/** The next option by arrow keys: from the last one to the first and back. Null where the key is none of them. */
export function moved(key: string, active: number, count: number): number | null {
  if (count === 0) return null;
  if (key === 'ArrowDown') return active + 1 >= count ? 0 : active + 1;
  if (key === 'ArrowUp') return active <= 0 ? count - 1 : active - 1;
  return null;
}
