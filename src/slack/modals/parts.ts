import type {
  InputBlock,
  ModalView,
  MultiStaticSelect,
  PlainTextOption,
  RadioButtons,
  StaticSelect,
} from '@slack/types';
import { plain, section } from '../blocks.js';
import { LIMITS } from '../limits.js';
import type { Mrkdwn } from '../text.js';
import { partLabel } from '../words/forms.js';
import { LABELS } from '../words/labels.js';

/** So many options keep a view below its 250 KB, whatever they are called. */
export const MOST_OPTIONS = 300;

/** The action id of every input: the block id tells them apart. */
export const INPUT = 'value';

export interface Choice {
  readonly value: string;
  readonly text: string;
  readonly description?: string;
}

export function modal(parts: {
  readonly callback: string;
  readonly title: string;
  readonly submit: string;
  readonly request: string;
  readonly blocks: ModalView['blocks'];
}): ModalView {
  return {
    type: 'modal',
    callback_id: parts.callback,
    title: plain(parts.title, LIMITS.view.title),
    submit: plain(parts.submit, LIMITS.view.submit),
    close: plain(LABELS.cancel, LIMITS.view.close),
    // Only the request's opaque id: what it stands for is looked up again.
    private_metadata: parts.request,
    blocks: parts.blocks,
  };
}

/** A modal that only says something, such as how a decision ended. */
export function noticeModal(title: string, text: Mrkdwn): ModalView {
  return {
    type: 'modal',
    title: plain(title, LIMITS.view.title),
    close: plain(LABELS.close, LIMITS.view.close),
    blocks: [section(text)],
  };
}

export function input(
  id: string,
  label: string,
  element: InputBlock['element'],
  more: { readonly optional?: boolean; readonly hint?: string } = {},
): InputBlock {
  return {
    type: 'input',
    block_id: id,
    label: plain(label, LIMITS.input.label),
    element,
    optional: more.optional ?? false,
    ...(more.hint === undefined ? {} : { hint: plain(more.hint, LIMITS.input.hint) }),
  };
}

export function multiSelect(choices: readonly Choice[], placeholder: string): MultiStaticSelect {
  return {
    type: 'multi_static_select',
    action_id: INPUT,
    placeholder: plain(placeholder, LIMITS.placeholder),
    ...listed(choices),
  };
}

/** All that a select offers. */
export function offeredIn({ options, option_groups }: MultiStaticSelect): readonly PlainTextOption[] {
  return options ?? option_groups?.flatMap((group) => group.options) ?? [];
}

export function select(choices: readonly Choice[], placeholder: string, initial?: Choice): StaticSelect {
  const only = initial ?? (choices.length === 1 ? choices[0] : undefined);
  return {
    type: 'static_select',
    action_id: INPUT,
    placeholder: plain(placeholder, LIMITS.placeholder),
    ...listed(choices),
    ...(only === undefined ? {} : { initial_option: option(only) }),
  };
}

/** The first choice is taken, or the one that is so, unless the person takes another. */
export function radio(choices: readonly [Choice, ...Choice[]], initial: Choice = choices[0]): RadioButtons {
  return { type: 'radio_buttons', action_id: INPUT, options: choices.map(option), initial_option: option(initial) };
}

/** A select takes at most 100 options; of more, groups of at most 100, each of which says which part of the list it is. */
function listed(choices: readonly Choice[]) {
  if (choices.length <= LIMITS.select.options) return { options: choices.map(option) };
  return { option_groups: pages(choices) };
}

function pages(choices: readonly Choice[]) {
  const size = LIMITS.select.options;
  const shown = choices.slice(0, MOST_OPTIONS);
  const starts = Array.from({ length: Math.ceil(shown.length / size) }, (_, page) => page * size);
  return starts.map((start) => {
    const options = shown.slice(start, start + size).map(option);
    return {
      label: plain(partLabel(start + 1, start + options.length, choices.length), LIMITS.select.groupLabel),
      options,
    };
  });
}

export function option(choice: Choice): PlainTextOption {
  const { text, value, description } = choice;
  return {
    text: plain(text, LIMITS.option.text),
    value,
    ...(description === undefined ? {} : { description: plain(description, LIMITS.option.description) }),
  };
}
