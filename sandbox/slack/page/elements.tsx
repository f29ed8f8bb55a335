import { type ChangeEvent, type ReactNode, useId } from 'react';
import { asJson, asList, asText, initialOf, optionsOf } from '../blocks.js';
import type { Chosen } from '../client-types.js';
import type { Json } from '../model.js';
import { useInteraction } from './interaction.js';
import { keyed, labelOf, TextObject } from './text.js';
import { useWorkspace } from './workspace.js';

interface ElementProps {
  readonly block: Json;
  readonly element: Json;
  /** The id of the input's label; elements without one label themselves by their placeholder. */
  readonly labelledBy?: string | undefined;
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
      return <Select {...props} />;
    case 'checkboxes':
    case 'multi_static_select':
    case 'multi_users_select':
      return <Choices {...props} type="checkbox" />;
    case 'radio_buttons':
      return <Choices {...props} type="radio" />;
    case 'image':
      return <span className="image-alt">🖼 {asText(props.element.alt_text)}</span>;
    default:
      return <Field {...props} />;
  }
}

function useChosen({ block, element }: ElementProps): readonly [Chosen, (chosen: Chosen) => void] {
  const { values, choose } = useInteraction();
  const own = values[asText(block.block_id)]?.[asText(element.action_id)];
  return [own === undefined ? initialOf(element) : own, (chosen) => choose(block, element, chosen)];
}

function Button(props: ElementProps) {
  const { element } = props;
  const [, choose] = useChosen(props);
  const label = asText(element.accessibility_label);
  const shared = {
    className: `button ${asText(element.style)}`,
    'aria-label': label === '' ? undefined : label,
    onClick: () => choose(null),
    children: labelOf(element.text),
  };
  if (!/^https?:/i.test(asText(element.url))) return <button type="button" {...shared} />;
  return <a href={asText(element.url)} target="_blank" rel="noreferrer" {...shared} />;
}

function Overflow(props: ElementProps) {
  const [, choose] = useChosen(props);
  return (
    <details className="overflow">
      <summary className="button" aria-label="More actions">
        ⋯
      </summary>
      <div className="menu">
        {keyed(optionsOf(props.element), (option) => (
          <button
            type="button"
            onClick={(event) => {
              event.currentTarget.closest('details')?.removeAttribute('open');
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

interface Offer {
  readonly value: string;
  readonly label: string;
}

function useOffers(element: Json): readonly Offer[] {
  const shown = useWorkspace();
  if (asText(element.type).includes('users_select')) {
    return shown.people.map((person) => ({ value: person.id, label: person.realName }));
  }
  if (element.type === 'channels_select') {
    return shown.conversations
      .filter((one) => one.kind === 'channel')
      .map((one) => ({ value: one.id, label: `#${one.name}` }));
  }
  return optionsOf(element).map(offerOf);
}

function offerOf(option: Json): Offer {
  return { value: asText(option.value), label: labelOf(option.text) };
}

function Select(props: ElementProps) {
  const { element, labelledBy } = props;
  const [chosen, choose] = useChosen(props);
  const offers = useOffers(element);
  const groups = asList(element.option_groups).map(asJson);
  const placeholder = labelOf(element.placeholder) || 'Choose…';
  return (
    <select
      className="field"
      aria-labelledby={labelledBy}
      aria-label={labelledBy === undefined ? placeholder : undefined}
      value={asText(chosen)}
      onChange={(event) => choose(event.target.value === '' ? null : event.target.value)}
    >
      <option value="">{placeholder}</option>
      {groups.length === 0
        ? keyed(offers, (offer) => <Offered offer={offer} />)
        : keyed(groups, (group) => (
            <optgroup label={labelOf(group.label)}>
              {keyed(asList(group.options).map(asJson), (option) => (
                <Offered offer={offerOf(option)} />
              ))}
            </optgroup>
          ))}
    </select>
  );
}

function Offered({ offer }: { readonly offer: Offer }) {
  return <option value={offer.value}>{offer.label}</option>;
}

/** Checkboxes, radio buttons, and selects of several: every option is seen and reached by keyboard. */
function Choices(props: ElementProps & { readonly type: 'checkbox' | 'radio' }) {
  const { element, type, labelledBy } = props;
  const [chosen, choose] = useChosen(props);
  const offers = useOffers(element);
  const options = optionsOf(element);
  const name = useId();
  const selected = chosen === null ? [] : [chosen].flat();
  const toggle = (value: string) => {
    if (type === 'radio') return choose(value);
    return choose(selected.includes(value) ? selected.filter((one) => one !== value) : [...selected, value]);
  };
  const className = element.type === 'multi_static_select' ? 'choices choices-many' : 'choices';
  return (
    <fieldset className={className} aria-labelledby={labelledBy}>
      {keyed(offers, (offer, index) => (
        <label className="choice">
          <input
            type={type}
            name={name}
            checked={selected.includes(offer.value)}
            onChange={() => toggle(offer.value)}
          />
          <span>
            {options[index] === undefined ? offer.label : <TextObject value={options[index].text} />}
            {options[index]?.description !== undefined && (
              <small>
                <TextObject value={options[index].description} />
              </small>
            )}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

const FIELD_TYPES: Readonly<Record<string, string>> = {
  datepicker: 'date',
  timepicker: 'time',
  number_input: 'number',
  email_text_input: 'email',
  url_text_input: 'url',
};

function Field(props: ElementProps) {
  const { element, labelledBy } = props;
  const [chosen, choose] = useChosen(props);
  const placeholder = labelOf(element.placeholder);
  const shared = {
    className: 'field',
    'aria-labelledby': labelledBy,
    'aria-label': labelledBy === undefined ? placeholder || 'Value' : undefined,
    placeholder,
    value: asText(chosen),
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => choose(event.target.value || null),
  };
  if (element.multiline === true) return <textarea rows={4} {...shared} />;
  return <input type={FIELD_TYPES[asText(element.type)] ?? 'text'} {...shared} />;
}
