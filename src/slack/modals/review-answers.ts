import { z } from 'zod';
import { type DraftChange, REVIEW_VIEWS } from '../../domain/draft.js';
import { PatchbayError } from '../../domain/errors.js';
import { type ComputerId, type OperationId, parseComputerId, parseOperationId } from '../../domain/ids.js';
import type { Severity } from '../../domain/patch.js';
import { RECOMMENDATION_STATES } from '../../domain/recommendation.js';
import { REVIEW_EVENTS, type ReviewEvent, type ReviewFilter } from '../../domain/selection.js';
import { REVIEW_ACTIONS } from '../actions.js';
import { Filled } from './filled.js';
import { EVENT_BLOCK } from './review.js';
import { SEVERITY_NAMES } from './review-filter.js';

/** What people do in a review, as Slack tells it. Every value is parsed: anything can be sent. */

const option = z.object({ value: z.string().max(150) });
const boxes = z.object({ block_id: z.string(), element: z.object({ options: z.array(option).max(10) }) });
const shownView = z.object({
  id: z.string().max(100),
  hash: z.string().max(100),
  private_metadata: z.string().max(3000),
  blocks: z.array(z.unknown()).max(100),
});
const action = z.object({
  action_id: z.string(),
  block_id: z.string(),
  value: z.string().max(2000).optional(),
  selected_options: z.array(option).max(100).optional(),
});
const click = z.object({ view: shownView, actions: z.array(action).min(1) });

type Shown = z.infer<typeof shownView>;

/** A click in a review. */
export interface ReviewClick {
  readonly draft: OperationId;
  /** What the person saw. */
  readonly layout: number;
  readonly viewId: string;
  readonly hash: string;
  /** Null where it opens the filter. */
  readonly change: DraftChange | null;
}

/** @throws PatchbayError PB304 where it is not a click on something that we drew */
export function readReviewClick(body: unknown, command: string): ReviewClick {
  const forged = unknownReview(command);
  const parsed = click.safeParse(body);
  const first = parsed.data?.actions[0];
  if (!parsed.success || first === undefined) throw forged;
  const { view } = parsed.data;
  const draft = parseOperationId(view.private_metadata);
  const change = changeOf(first, view);
  if (draft === null || change === undefined) throw forged;
  return { draft, layout: layoutOf(first.block_id), viewId: view.id, hash: view.hash, change };
}

function changeOf(action: z.infer<typeof click>['actions'][number], view: Shown): DraftChange | null | undefined {
  switch (action.action_id) {
    case REVIEW_ACTIONS.tick:
      return ticks([action.block_id], view, () => valuesOf(action.selected_options));
    case REVIEW_ACTIONS.except:
      return excepted(valuesOf(action.selected_options));
    case REVIEW_ACTIONS.all:
      return { do: 'tick-all', take: true };
    case REVIEW_ACTIONS.none:
      return { do: 'tick-all', take: false };
    case REVIEW_ACTIONS.next:
      return { do: 'turn', to: 'next' };
    case REVIEW_ACTIONS.previous:
      return { do: 'turn', to: 'previous' };
    case REVIEW_ACTIONS.view: {
      const by = REVIEW_VIEWS.find((one) => one === action.value);
      return by === undefined ? undefined : { do: 'view', by };
    }
    default:
      return action.action_id === REVIEW_ACTIONS.filter ? null : undefined;
  }
}

function valuesOf(options: readonly { readonly value: string }[] | undefined): readonly string[] {
  return (options ?? []).map(({ value }) => value);
}

function excepted(values: readonly string[]): DraftChange | undefined {
  const computers = values.map(parseComputerId);
  return computers.includes(null) ? undefined : { do: 'except', computers: computers.flatMap((id) => id ?? []) };
}

/** The check boxes of these blocks, as they were shown and as they are ticked now. */
function ticks(ids: readonly string[], { blocks }: Shown, tickedIn: (id: string) => readonly string[]): DraftChange {
  const known = blocks.flatMap((block) => {
    const parsed = boxes.safeParse(block);
    return parsed.success && ids.includes(parsed.data.block_id) ? [parsed.data] : [];
  });
  const shown = known.flatMap(({ element }) => valuesOf(element.options));
  return { do: 'tick', shown, ticked: known.flatMap(({ block_id }) => tickedIn(block_id)) };
}

/** -1 where the id is not one of ours: then nothing is changed. */
function layoutOf(blockId: string): number {
  return Number(/^[a-z]+\.(\d{1,9})(?:\.\d)?$/.exec(blockId)?.[1] ?? -1);
}

/** A submitted review: what to do, and the page's check boxes once more. */
export interface ReviewAnswer {
  readonly draft: OperationId;
  readonly layout: number;
  readonly change: DraftChange;
  /** Null where nothing was chosen. */
  readonly event: ReviewEvent | null;
}

/** @throws PatchbayError PB304 where the view is not one that we opened */
export function readReviewAnswer(view: unknown, command: string): ReviewAnswer {
  const [filled, parsed] = [Filled.read(view), shownView.safeParse(view)];
  const draft = parseOperationId(filled?.subject ?? '');
  if (filled === null || !parsed.success || draft === null) throw unknownReview(command);
  const rows = rowBlocks(parsed.data);
  const except = blockIds(parsed.data).find((id) => id.startsWith('except.'));
  return {
    draft,
    layout: layoutOf(rows[0] ?? except ?? ''),
    change: ticks(rows, parsed.data, (id) => filled.many(id)),
    event: REVIEW_EVENTS.find((event) => event === filled.one(EVENT_BLOCK)) ?? null,
  };
}

function rowBlocks(view: Shown): readonly string[] {
  return blockIds(view).filter((id) => id.startsWith('rows.'));
}

function blockIds({ blocks }: Shown): readonly string[] {
  return blocks.flatMap((block) => z.object({ block_id: z.string() }).safeParse(block).data?.block_id ?? []);
}

export function readFilterAnswer(
  view: unknown,
  command: string,
): { readonly draft: OperationId; readonly filter: ReviewFilter } {
  const filled = Filled.read(view);
  const draft = parseOperationId(filled?.subject ?? '');
  if (filled === null || draft === null) throw unknownReview(command);
  const [states, severities] = [filled.many('states'), filled.many('severities')];
  const filter: ReviewFilter = {
    states: RECOMMENDATION_STATES.filter((state) => states.includes(state)),
    severities: SEVERITY_NAMES.filter((severity: Severity) => severities.includes(severity)),
    words: filled
      .text('words')
      .split(/\s+/)
      .filter((word) => word !== '')
      .slice(0, 10),
    computer: computerIn(filled.one('computer')),
    patch: filled.one('patch') === '' ? null : filled.one('patch'),
  };
  return { draft, filter };
}

function computerIn(value: string): ComputerId | null {
  return value === '' ? null : parseComputerId(value);
}

/** A confirmed proposal. */
export function readConfirmAnswer(
  view: unknown,
  command: string,
): { readonly operation: OperationId; readonly reason: string | null } {
  const filled = Filled.read(view);
  const operation = parseOperationId(filled?.subject ?? '');
  if (filled === null || operation === null) throw unknownReview(command);
  return { operation, reason: filled.text('reason') || null };
}

const suggestion = z.object({ view: z.object({ private_metadata: z.string().max(3000) }), value: z.string().max(500) });

/** What somebody types into a list of a review; null where it is none of ours. */
export function readSuggestion(body: unknown): { readonly draft: OperationId; readonly typed: string } | null {
  const parsed = suggestion.safeParse(body);
  const draft = parseOperationId(parsed.data?.view.private_metadata ?? '');
  return parsed.success && draft !== null ? { draft, typed: parsed.data.value } : null;
}

function unknownReview(command: string): PatchbayError {
  return new PatchbayError('PB304', { command, verb: 'recommendations' });
}
