import { type ReactNode, useRef, useState } from 'react';
import { asText, initialOf, optionsOf } from '../blocks.js';
import type { Chosen } from '../client-types.js';
import type { Json } from '../model.js';
import { Choices } from './choices.js';
import { ExternalSelect } from './external-select.js';
import { Field } from './field.js';
import { FileInput } from './file-input.js';
import { Image } from './image.js';
import { slotOf, useInteraction } from './interaction.js';
import { Select } from './select.js';
import { keyed, labelOf } from './text.js';

export interface ElementProps {
  readonly block: Json;
  readonly element: Json;
  /** The id of the input's label; elements without one label themselves by their placeholder. */
  readonly labelledBy?: string | undefined;
  /** The ids of the input's hint and error. */
  readonly describedBy?: string | undefined;
  readonly isWrong?: boolean;
}

/** Any interactive element. */
export function Element(props: ElementProps): ReactNode {
  switch (props.element.type) {
    case 'button':
      return <Button {...props} />;
    case 'overflow':
      return <Overflow {...props} />;
    case 'static_select':
    case 'users_select':
    case 'channels_select':
    case 'conversations_select':
      return <Select {...props} />;
    case 'external_select':
    case 'multi_external_select':
      return <ExternalSelect {...props} />;
    case 'checkboxes':
    case 'multi_static_select':
    case 'multi_users_select':
    case 'multi_channels_select':
    case 'multi_conversations_select':
      return <Choices {...props} type="checkbox" />;
    case 'radio_buttons':
      return <Choices {...props} type="radio" />;
    case 'file_input':
      return <FileInput {...props} />;
    case 'image':
      return <Image image={props.element} isSmall />;
    default:
      return <Field {...props} />;
  }
}

/** What the element holds, and how to change that. */
export function useChosen({ block, element }: ElementProps): readonly [Chosen, (chosen: Chosen) => void] {
  const { values, choose } = useInteraction();
  const own = values[asText(block.block_id)]?.[asText(element.action_id)];
  return [own === undefined ? initialOf(element) : own, (chosen) => choose(block, element, chosen)];
}

/** How an element is named and described to those who do not see it. */
export function namesOf({ labelledBy, describedBy, isWrong, element }: ElementProps, fallback: string) {
  return {
    'aria-labelledby': labelledBy,
    'aria-label': labelledBy === undefined ? fallback : undefined,
    'aria-describedby': describedBy,
    'aria-invalid': isWrong === true ? true : undefined,
    'data-focus-on-load': element.focus_on_load === true ? true : undefined,
  };
}

function Button(props: ElementProps) {
  const { block, element } = props;
  const [, choose] = useChosen(props);
  const { busy } = useInteraction();
  const isBusy = busy === slotOf(block, element);
  const label = asText(element.accessibility_label);
  const shared = {
    className: `button ${asText(element.style)} ${isBusy ? 'is-busy' : ''}`,
    'aria-label': label === '' ? undefined : label,
    'aria-busy': isBusy ? true : undefined,
    onClick: () => {
      if (!isBusy) choose(null);
    },
    children: labelOf(element.text),
  };
  if (!/^https?:/i.test(asText(element.url))) return <button type="button" {...shared} />;
  return <a href={asText(element.url)} target="_blank" rel="noreferrer" {...shared} />;
}

function Overflow(props: ElementProps) {
  const [, choose] = useChosen(props);
  const menu = useRef<HTMLDetailsElement>(null);
  const [isUp, setUp] = useState(false);
  const close = () => {
    menu.current?.removeAttribute('open');
    menu.current?.querySelector('summary')?.focus();
  };
  return (
    <details
      ref={menu}
      className="overflow"
      onToggle={({ currentTarget }) => setUp(currentTarget.open && isCutOff(currentTarget))}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) currentTarget.removeAttribute('open');
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || menu.current?.open !== true) return;
        event.stopPropagation();
        event.preventDefault();
        close();
      }}
    >
      <summary className="button" aria-label="More actions">
        ⋯
      </summary>
      <div className={`menu ${isUp ? 'is-up' : ''}`}>
        {keyed(optionsOf(props.element), (option) => (
          <button
            type="button"
            onClick={() => {
              close();
              choose(asText(option.value));
            }}
          >
            {labelOf(option.text)}
          </button>
        ))}
      </div>
    </details>
  );
}

/** Whether a menu that opens downwards ends below what is seen of its list, while there is space above. */
function isCutOff(details: HTMLDetailsElement): boolean {
  const menu = details.querySelector('.menu')?.getBoundingClientRect();
  const list = details.closest('.messages, .home, .dialog-body')?.getBoundingClientRect();
  if (menu === undefined || list === undefined) return false;
  return menu.bottom > list.bottom && details.getBoundingClientRect().top - menu.height > list.top;
}
