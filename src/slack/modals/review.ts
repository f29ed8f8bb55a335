import type { ActionsBlock, Checkboxes, InputBlock, KnownBlock, ModalView, MultiExternalSelect } from '@slack/types';
import type { ReviewRow } from '../../domain/reckoning.js';
import type { ReviewView } from '../../domain/review-views.js';
import type { ReviewEvent } from '../../domain/selection.js';
import { MODALS, REVIEW_ACTIONS } from '../actions.js';
import { buttons, context, plain, section } from '../blocks.js';
import { LIMITS } from '../limits.js';
import { join } from '../text.js';
import {
  EVENT_HINTS,
  EVENT_NAMES,
  filterText,
  pageText,
  REVIEW,
  rowDetail,
  rowName,
  rowsLabel,
  selectAll,
  selectedText,
  selectNone,
  shownText,
} from '../words/review.js';
import { INPUT, input, modal, option } from './parts.js';

/** Slack takes ten check boxes in one element. */
const ROWS_A_BLOCK = LIMITS.choices;

/** The block of what to do: it keeps what was chosen there while rows change. */
export const EVENT_BLOCK = 'event';

/**
 * A page of a review. What is ticked is kept on our side at every click, so that other pages and filters go on with it.
 * The ids of its blocks hold the draft's layout: Slack takes over our ticks where the id is new, and keeps the person's
 * where it is not.
 * @param isOld the person clicked on rows that were no longer so
 */
export function reviewModal(view: ReviewView, isOld = false): ModalView {
  const { draft, shown, selected } = view;
  return modal({
    callback: MODALS.review,
    title: REVIEW.title,
    submit: REVIEW.go,
    request: draft.id,
    blocks: [
      ...(isOld ? [context(REVIEW.changed)] : []),
      section(selectedText(selected)),
      context(join([shownText(shown), filterText(draft.filter, view.patch)], '. ')),
      tools(view),
      ...rowBlocks(view),
      ...turning(view),
      except(view),
      ...whatToDo(view.events),
    ].filter((block): block is KnownBlock => block !== null),
  });
}

function tools({ draft, shown }: ReviewView): ActionsBlock | null {
  const other = draft.view === 'recommendation' ? REVIEW.byComputer : REVIEW.byRecommendation;
  const view = draft.view === 'recommendation' ? 'computer' : 'recommendation';
  const some = shown.recommendations > 0;
  const block = buttons([
    some ? { text: selectAll(shown), action: REVIEW_ACTIONS.all, value: 'all' } : null,
    some ? { text: selectNone(shown), action: REVIEW_ACTIONS.none, value: 'none' } : null,
    { text: other, action: REVIEW_ACTIONS.view, value: view },
    { text: REVIEW.filter, action: REVIEW_ACTIONS.filter, value: 'filter' },
  ]);
  return block === null ? null : { ...block, block_id: `tools.${draft.layout}` };
}

function rowBlocks({ draft, rows, offset }: ReviewView): readonly InputBlock[] {
  const starts = Array.from({ length: Math.ceil(rows.length / ROWS_A_BLOCK) }, (_, block) => block * ROWS_A_BLOCK);
  return starts.map((start, block) => {
    const part = rows.slice(start, start + ROWS_A_BLOCK);
    const first = offset + start + 1;
    const id = `rows.${draft.layout}.${block}`;
    return {
      ...input(id, rowsLabel(first, first + part.length - 1), boxes(part), { optional: true }),
      dispatch_action: true,
    };
  });
}

function boxes(rows: readonly ReviewRow[]): Checkboxes {
  const ticked = rows.filter(isWhole).map(box);
  return {
    type: 'checkboxes',
    action_id: REVIEW_ACTIONS.tick,
    options: rows.map(box),
    ...(ticked.length === 0 ? {} : { initial_options: ticked }),
  };
}

function isWhole({ selected, shown }: ReviewRow): boolean {
  return selected === shown;
}

function box(row: ReviewRow) {
  return option({ value: row.id, text: rowName(row), description: rowDetail(row) });
}

function turning({ draft, page, pages }: ReviewView): readonly (KnownBlock | null)[] {
  if (pages === 1) return [];
  const block = buttons([
    page === 0 ? null : { text: REVIEW.previous, action: REVIEW_ACTIONS.previous, value: 'previous' },
    page === pages - 1 ? null : { text: REVIEW.next, action: REVIEW_ACTIONS.next, value: 'next' },
  ]);
  return [block === null ? null : { ...block, block_id: `turn.${draft.layout}` }, context(pageText(page, pages))];
}

function except({ draft }: ReviewView): InputBlock {
  const chosen = draft.exceptComputers.map((id) => option({ value: id, text: id }));
  const element: MultiExternalSelect = {
    type: 'multi_external_select',
    action_id: REVIEW_ACTIONS.except,
    placeholder: plain(REVIEW.noComputer, LIMITS.placeholder),
    min_query_length: 1,
    ...(chosen.length === 0 ? {} : { initial_options: chosen }),
  };
  const block = input(`except.${draft.layout}`, REVIEW.except, element, { optional: true, hint: REVIEW.exceptHint });
  return { ...block, dispatch_action: true };
}

/** Nothing is chosen at first: a decision is never what somebody happened not to change. */
function whatToDo(events: readonly ReviewEvent[]): readonly KnownBlock[] {
  if (events.length === 0) return [context(REVIEW.noEvent)];
  const options = events.map((event) =>
    option({ value: event, text: EVENT_NAMES[event], description: EVENT_HINTS[event] }),
  );
  return [input(EVENT_BLOCK, REVIEW.choose, { type: 'radio_buttons', action_id: INPUT, options })];
}
