import type { ChangeEvent, KeyboardEvent } from 'react';
import { asText } from '../blocks.js';
import { type ElementProps, namesOf, useChosen } from './elements.js';
import { useInteraction } from './interaction.js';
import { labelOf } from './text.js';

const TYPES: Readonly<Record<string, string>> = {
  datepicker: 'date',
  timepicker: 'time',
  datetimepicker: 'datetime-local',
  number_input: 'number',
  email_text_input: 'email',
  url_text_input: 'url',
};

/** Texts, numbers, dates and times. */
export function Field(props: ElementProps) {
  const { block, element } = props;
  const { choose } = useInteraction();
  const [chosen] = useChosen(props);
  const type = TYPES[asText(element.type)] ?? 'text';
  const isPicker = type === 'date' || type === 'time' || type === 'datetime-local';
  const placeholder = labelOf(element.placeholder);
  const shared = {
    className: `field ${isPicker ? 'field-short' : ''}`,
    ...namesOf(props, placeholder || 'Value'),
    placeholder,
    value: type === 'datetime-local' ? localOf(asText(chosen)) : asText(chosen),
    maxLength: element.max_length === undefined ? undefined : Number(element.max_length),
    onChange: ({ target }: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => {
      const entered = type === 'datetime-local' ? unixOf(target.value) : target.value;
      choose(block, element, entered === '' ? null : entered, isPicker ? 'chosen' : 'typed');
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || event.shiftKey || block.dispatch_action !== true || isPicker) return;
      event.preventDefault();
      choose(block, element, chosen, 'enter');
    },
  };
  if (element.multiline === true) return <textarea rows={4} {...shared} />;
  return <input type={type} {...rangeOf(props)} {...shared} />;
}

/** Slack checks numbers itself; these make the arrows useful. */
function rangeOf({ element }: ElementProps) {
  if (element.type !== 'number_input') return {};
  const text = (value: unknown) => (value === undefined ? undefined : String(value));
  return { min: text(element.min_value), max: text(element.max_value), step: element.is_decimal_allowed ? 'any' : '1' };
}

/** Seconds since 1970 as the reader's clock shows them, and back. */
function localOf(unix: string): string {
  if (unix === '') return '';
  const date = new Date(Number(unix) * 1000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function unixOf(local: string): string {
  return local === '' ? '' : String(Math.floor(new Date(local).getTime() / 1000));
}
