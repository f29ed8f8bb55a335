import type { ModalView } from '@slack/types';
import { readFilter, UPDATE_STATUSES, type UpdatesFilter } from '../../domain/update-filter.js';
import { MODALS } from '../actions.js';
import { plain } from '../blocks.js';
import { LIMITS } from '../limits.js';
import { FILTER_MODAL, STATUS_CHOICES } from '../words/updates.js';
import { INPUT, input, modal } from './parts.js';
import type { Submitted } from './submitted.js';

const SEVERITIES = ['Critical', 'Important', 'Moderate', 'Low', 'Unspecified'] as const;

/**
 * Step 2, narrowed down without typing.
 * @param known what WSUS has, to choose from
 */
export function filterUpdatesModal(
  request: string,
  filter: UpdatesFilter,
  known: { readonly classifications: readonly string[]; readonly products: readonly string[] },
): ModalView {
  const number = (id: string, label: string, value: number | null) =>
    input(
      id,
      label,
      {
        type: 'number_input',
        action_id: INPUT,
        is_decimal_allowed: false,
        min_value: '0',
        max_value: '36500',
        ...(value === null ? {} : { initial_value: String(value) }),
      },
      { optional: true },
    );
  return modal({
    callback: MODALS.filterUpdates,
    title: FILTER_MODAL.title,
    submit: FILTER_MODAL.submit,
    request,
    blocks: [
      input('status', FILTER_MODAL.status, statusSelect(filter.status)),
      input('severity', FILTER_MODAL.severity, chooser(SEVERITIES, filter.severities), { optional: true }),
      input('class', FILTER_MODAL.classification, chooser(known.classifications, filter.classifications), {
        optional: true,
      }),
      input('product', FILTER_MODAL.product, chooser(known.products, filter.products), { optional: true }),
      input('kb', FILTER_MODAL.kb, textOf(filter.kbs.map((kb) => `KB${kb}`).join(' ')), {
        optional: true,
        hint: FILTER_MODAL.kbHint,
      }),
      number('newer', FILTER_MODAL.newer, filter.newerDays),
      number('older', FILTER_MODAL.older, filter.olderDays),
      number('needed', FILTER_MODAL.needed, filter.neededBy),
      input('words', FILTER_MODAL.words, textOf(filter.words.join(' ')), { optional: true }),
    ],
  });
}

function statusSelect(status: UpdatesFilter['status']) {
  const options = UPDATE_STATUSES.map((value) => ({ text: plain(STATUS_CHOICES[value], LIMITS.option.text), value }));
  const initial = options.find((option) => option.value === status);
  return {
    type: 'static_select' as const,
    action_id: INPUT,
    options,
    ...(initial === undefined ? {} : { initial_option: initial }),
  };
}

/** Several of a list; what was chosen before is chosen again where it is still there. */
function chooser(values: readonly string[], chosen: readonly string[]) {
  const shown = [...new Set(values)]
    .filter((value) => value.length <= LIMITS.option.value)
    .slice(0, LIMITS.select.options);
  const options = (shown.length === 0 ? [FILTER_MODAL.any] : shown).map((value) => ({
    text: plain(value, LIMITS.option.text),
    value,
  }));
  const wanted = new Set(chosen.map((one) => one.toLowerCase()));
  const initial = options.filter((option) => wanted.has(option.value.toLowerCase()));
  return {
    type: 'multi_static_select' as const,
    action_id: INPUT,
    placeholder: plain(FILTER_MODAL.any, LIMITS.placeholder),
    options,
    ...(initial.length === 0 ? {} : { initial_options: initial }),
  };
}

function textOf(value: string) {
  return {
    type: 'plain_text_input' as const,
    action_id: INPUT,
    max_length: 200,
    ...(value === '' ? {} : { initial_value: value }),
  };
}

/** The filter as a sentence for the parser. @throws PatchbayError PB111 */
export function filterIn(submitted: Submitted): UpdatesFilter {
  const quoted = (key: string, value: string): string => `${key}:"${value.replaceAll('"', '')}"`;
  const typed = (key: string): readonly string[] =>
    submitted.text(key) === '' ? [] : [`${key}:${submitted.text(key)}`];
  const chosen = (key: string): readonly string[] =>
    submitted.many(key).flatMap((value) => (value === FILTER_MODAL.any ? [] : [quoted(key, value)]));
  return readFilter(
    [
      `status:${submitted.one('status')}`,
      ...chosen('severity'),
      ...chosen('class'),
      ...chosen('product'),
      ...submitted
        .text('kb')
        .split(/[\s,;]+/)
        .flatMap((kb) => (kb === '' ? [] : [`kb:${kb}`])),
      ...typed('newer'),
      ...typed('older'),
      ...typed('needed'),
      submitted.text('words').replaceAll(':', ' '),
    ].join(' '),
  );
}
