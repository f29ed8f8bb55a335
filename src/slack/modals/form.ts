import type {
  Checkboxes,
  ConversationsSelect,
  Datepicker,
  ExternalSelect,
  ModalView,
  MultiExternalSelect,
  MultiStaticSelect,
  MultiUsersSelect,
  NumberInput,
  PlainTextInput,
} from '@slack/types';
import type { PersonId } from '../../domain/ids.js';
import { plain, section } from '../blocks.js';
import { LIMITS } from '../limits.js';
import type { Mrkdwn } from '../text.js';
import { FORM, notSaved } from '../words/forms.js';
import { type Choice, INPUT, modal, option } from './parts.js';

/** Parts of forms that edit something: each shows what is so, or what was filled in and not taken. */

/** The action id of a list that is looked up while somebody types; what follows says which list. */
export const SUGGESTS = /^suggest\./;

/** The callback id of a form's modal, and the action id of the button that opens it, are `form.` and its name. */
export const FORMS = /^form\./;

export interface FormParts {
  readonly name: string;
  readonly title: string;
  readonly submit: string;
  /** What is edited: ids and a revision, nothing else. */
  readonly subject: string;
  /** Why what was filled in was not taken; null at first. */
  readonly note: Mrkdwn | null;
  readonly blocks: ModalView['blocks'];
}

export function form({ name, title, submit, subject, note, blocks }: FormParts): ModalView {
  const first = note === null ? [] : [section(notSaved(note))];
  return modal({ callback: `form.${name}`, title, submit, request: subject, blocks: [...first, ...blocks] });
}

/** A form that only asks whether: its submit button is the answer. */
export function question(parts: Omit<FormParts, 'blocks'> & { readonly text: Mrkdwn }): ModalView {
  return form({ ...parts, blocks: [section(parts.text)] });
}

export function textInput(
  initial: string,
  more: { readonly placeholder?: string; readonly multiline?: boolean; readonly max?: number } = {},
): PlainTextInput {
  const { placeholder, multiline = false, max = LIMITS.input.text } = more;
  return {
    type: 'plain_text_input',
    action_id: INPUT,
    multiline,
    max_length: max,
    ...(placeholder === undefined ? {} : { placeholder: plain(placeholder, LIMITS.placeholder) }),
    ...(initial === '' ? {} : { initial_value: initial.slice(0, max) }),
  };
}

export function numberInput(initial: number | null, least: number, most: number): NumberInput {
  return {
    type: 'number_input',
    action_id: INPUT,
    is_decimal_allowed: false,
    min_value: String(least),
    max_value: String(most),
    ...(initial === null ? {} : { initial_value: String(initial) }),
  };
}

export function dateInput(initial: string | null): Datepicker {
  return { type: 'datepicker', action_id: INPUT, ...(initial === null ? {} : { initial_date: initial }) };
}

/** One box to tick. */
export function tick(choice: Choice, isTicked: boolean): Checkboxes {
  const box = option(choice);
  return { type: 'checkboxes', action_id: INPUT, options: [box], ...(isTicked ? { initial_options: [box] } : {}) };
}

export function peopleInput(initial: readonly PersonId[]): MultiUsersSelect {
  return {
    type: 'multi_users_select',
    action_id: INPUT,
    placeholder: plain(FORM.choosePeople, LIMITS.placeholder),
    ...(initial.length === 0 ? {} : { initial_users: [...initial] }),
  };
}

export function channelInput(initial: string | null): ConversationsSelect {
  return {
    type: 'conversations_select',
    action_id: INPUT,
    placeholder: plain(FORM.chooseChannel, LIMITS.placeholder),
    filter: { include: ['public', 'private'], exclude_bot_users: true, exclude_external_shared_channels: true },
    ...(initial === null ? {} : { initial_conversation: initial }),
  };
}

/** Several of a short list. */
export function someOf(choices: readonly Choice[], initial: readonly string[], placeholder: string): MultiStaticSelect {
  const options = choices.slice(0, LIMITS.select.options).map(option);
  const chosen = options.filter(({ value }) => initial.includes(value ?? ''));
  return {
    type: 'multi_static_select',
    action_id: INPUT,
    placeholder: plain(placeholder, LIMITS.placeholder),
    options,
    ...(chosen.length === 0 ? {} : { initial_options: chosen }),
  };
}

/** A list of any length, looked up while somebody types. */
export function lookUp(of: string, initial: Choice | null, placeholder: string): ExternalSelect {
  return {
    type: 'external_select',
    action_id: `suggest.${of}`,
    min_query_length: 0,
    placeholder: plain(placeholder, LIMITS.placeholder),
    ...(initial === null ? {} : { initial_option: option(initial) }),
  };
}

export function lookUpSome(of: string, initial: readonly Choice[], placeholder: string): MultiExternalSelect {
  const fitting = initial.filter(({ value }) => value !== '' && value.length <= LIMITS.option.value);
  const options = fitting.slice(0, LIMITS.select.options).map(option);
  return {
    type: 'multi_external_select',
    action_id: `suggest.${of}`,
    min_query_length: 0,
    placeholder: plain(placeholder, LIMITS.placeholder),
    ...(options.length === 0 ? {} : { initial_options: options }),
  };
}

/** The values as choices that say nothing but themselves. */
export function asChoices(values: readonly string[]): readonly Choice[] {
  return values.map((value) => ({ value, text: value }));
}
