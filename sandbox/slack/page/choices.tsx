import { useId, useState } from 'react';
import { asJson, asList, asText, optionsOf } from '../blocks.js';
import type { Json } from '../model.js';
import { type ElementProps, namesOf, useChosen } from './elements.js';
import { type Offered, useOffered } from './select.js';
import { keyed, labelOf, TextObject } from './text.js';

/** From so many options on, a list can be filtered. */
const MANY = 8;

/** Checkboxes, radio buttons, and selects of several: every option is seen and reached by keyboard. */
export function Choices(props: ElementProps & { readonly type: 'checkbox' | 'radio' }) {
  const { element, type } = props;
  const [chosen, choose] = useChosen(props);
  const [filter, setFilter] = useState('');
  const offered = useOffered(element);
  const name = useId();
  const selected = chosen === null ? [] : [chosen].flat();
  const toggle = (value: string) => {
    if (type === 'radio') return choose(value);
    return choose(selected.includes(value) ? selected.filter((one) => one !== value) : [...selected, value]);
  };
  const isList = asText(element.type).startsWith('multi_');
  const shown = offered.filter((one) => one.label.toLowerCase().includes(filter.toLowerCase()));
  const choice = (one: Offered) => (
    <label className="choice">
      <input type={type} name={name} checked={selected.includes(one.value)} onChange={() => toggle(one.value)} />
      <Label offered={one} option={optionsOf(element).find((option) => option.value === one.value)} />
    </label>
  );
  return (
    <fieldset className={isList ? 'choices choices-list' : 'choices'} {...namesOf(props, labelOf(element.placeholder))}>
      {isList && offered.length > MANY && (
        <div className="choices-filter">
          <input
            type="search"
            className="field"
            aria-label="Filter the list"
            placeholder="Filter"
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
          />
          <small>{selected.length} selected</small>
        </div>
      )}
      <div className="choices-all">
        {groupsOf(element, shown).map((group) => (
          <div key={group.label} className="choices-group">
            {group.label !== '' && <small className="choices-label">{group.label}</small>}
            {keyed(group.of, choice)}
          </div>
        ))}
        {shown.length === 0 && <small>Nothing matches.</small>}
      </div>
    </fieldset>
  );
}

function Label({ offered, option }: { readonly offered: Offered; readonly option: Json | undefined }) {
  if (option === undefined) return <span>{offered.label}</span>;
  return (
    <span>
      <TextObject value={option.text} />
      {option.description !== undefined && (
        <small>
          <TextObject value={option.description} />
        </small>
      )}
    </span>
  );
}

function groupsOf(element: Json, shown: readonly Offered[]) {
  const groups = asList(element.option_groups).map(asJson);
  if (groups.length === 0) return [{ label: '', of: shown }];
  return groups
    .map((group) => {
      const values = asList(group.options).map((option) => asText(asJson(option).value));
      return { label: labelOf(group.label), of: shown.filter((one) => values.includes(one.value)) };
    })
    .filter((group) => group.of.length > 0);
}
