import { PatchbayError } from './errors.js';
import type { ComputerId, GroupId, Instant, OperationId, PersonId } from './ids.js';
import { type Choice, type ReviewEvent, type ReviewFilter, withChoice } from './selection.js';

export const REVIEW_VIEWS = ['recommendation', 'computer'] as const;
export type ReviewBy = (typeof REVIEW_VIEWS)[number];

/** What somebody has selected so far, in a review that is not decided yet. Nobody else sees it. */
export interface Draft {
  readonly id: OperationId;
  /** The card that it was opened from. */
  readonly requestId: OperationId;
  readonly groupId: GroupId;
  readonly by: PersonId;
  readonly at: Instant;
  readonly expiresAt: Instant;
  readonly view: ReviewBy;
  readonly filter: ReviewFilter;
  readonly choices: readonly Choice[];
  readonly exceptComputers: readonly ComputerId[];
  /** From 0. */
  readonly page: number;
  /** Rises whenever other rows are shown, or all of them change: a click on rows that are gone is known by it. */
  readonly layout: number;
  /** Decisions that were taken from it. */
  readonly round: number;
  /** What is being confirmed, and a fingerprint of what it was shown for. */
  readonly proposal: { readonly event: ReviewEvent; readonly hash: string } | null;
}

/** What a person does to their draft. */
export type DraftChange =
  /** Check boxes, as they were shown and as they are ticked now. */
  | { readonly do: 'tick'; readonly shown: readonly string[]; readonly ticked: readonly string[] }
  | { readonly do: 'tick-all'; readonly take: boolean }
  | { readonly do: 'turn'; readonly to: 'next' | 'previous' }
  | { readonly do: 'view'; readonly by: ReviewBy }
  | { readonly do: 'filter'; readonly filter: ReviewFilter }
  | { readonly do: 'except'; readonly computers: readonly ComputerId[] };

type Ticks = Extract<DraftChange, { do: 'tick' }>;

/** More single ticks than anybody means to make: whole rows, filters and exceptions say it shorter. */
const MOST_CHOICES = 1000;

/** A row as it is: whether all of it is selected. */
export interface TickedRow {
  readonly id: string;
  readonly isWhole: boolean;
}

/**
 * @param rows those that are shown now
 * @throws PatchbayError PB129 where too many single choices were made
 */
export function changedDraft(draft: Draft, change: DraftChange, rows: readonly TickedRow[]): Draft {
  switch (change.do) {
    case 'tick':
      return ticked(draft, changedRows(change, rows));
    case 'tick-all':
      return { ...laidOut(draft, draft.page), choices: withChoice(draft.choices, all(draft, change.take)) };
    case 'turn':
      return laidOut(draft, Math.max(0, draft.page + (change.to === 'next' ? 1 : -1)));
    case 'view':
      return { ...laidOut(draft, 0), view: change.by };
    case 'filter':
      return { ...laidOut(draft, 0), filter: change.filter };
    case 'except':
      return { ...laidOut(draft, draft.page), exceptComputers: change.computers };
  }
}

/** Nothing is selected any more, and a further decision is another one. */
export function afterDecision(draft: Draft): Draft {
  return { ...laidOut(draft, 0), choices: [], exceptComputers: [], round: draft.round + 1, proposal: null };
}

function laidOut(draft: Draft, page: number): Draft {
  return { ...draft, page, layout: draft.layout + 1 };
}

function all(draft: Draft, take: boolean): Choice {
  return { take, patch: null, computer: null, filter: draft.filter };
}

/** A row that is selected in part is shown without a tick: only ticking it says something about it. */
function changedRows({ shown, ticked: now }: Ticks, rows: readonly TickedRow[]): readonly TickedRow[] {
  return rows
    .filter(({ id, isWhole }) => shown.includes(id) && now.includes(id) !== isWhole)
    .map(({ id }) => ({ id, isWhole: now.includes(id) }));
}

function ticked(draft: Draft, rows: readonly TickedRow[]): Draft {
  const choices = rows.reduce(
    (before, { id, isWhole }) => withChoice(before, rowChoice(draft, id, isWhole)),
    draft.choices,
  );
  if (choices.length > MOST_CHOICES) throw new PatchbayError('PB129');
  return { ...draft, choices };
}

function rowChoice({ view, filter }: Draft, row: string, take: boolean): Choice {
  const isPatch = view === 'recommendation';
  return { take, patch: isPatch ? row : null, computer: isPatch ? null : (row as ComputerId), filter };
}
