import { changedDraft, type Draft, type DraftChange } from '../../domain/draft.js';
import { PatchbayError } from '../../domain/errors.js';
import type { GroupId, OperationId, PersonId } from '../../domain/ids.js';
import type { RecommendationState } from '../../domain/recommendation.js';
import { SETTLED } from '../../domain/recommendation-list.js';
import type { ReviewView } from '../../domain/review-views.js';
import type { Role } from '../../domain/roles.js';
import type { ReviewFilter } from '../../domain/selection.js';
import { filterOf } from '../card-queries.js';
import type { Asker } from '../desk.js';
import type { Office } from '../office.js';
import { type Pool, poolOf } from '../pool.js';
import { demand, rolesNow } from '../rights.js';
import { reviewView } from './page.js';

/** A review that nobody went on with for so long is dropped. */
const DRAFT_KEPT_MS = 24 * 3_600_000;

/** Who may do something with what they select. */
const REVIEWERS: readonly Role[] = ['approver', 'operator'];

export async function openReview(office: Office, asker: Asker, requestId: OperationId): Promise<ReviewView> {
  const request = (await office.store.requests.get(requestId))?.value;
  const groupId = request?.groupId ?? null;
  if (request === undefined || groupId === null) throw unknownCard(office);
  await demand(office, asker.person, REVIEWERS, groupId);
  const pool = await poolOf(office, groupId);
  const { view, words } = filterOf(request);
  const at = office.clock.now();
  const draft: Draft = {
    ...{ id: asker.operation, requestId, groupId, by: asker.person, at, expiresAt: at + DRAFT_KEPT_MS },
    ...{ view, choices: [], exceptComputers: [], page: 0, layout: 0, round: 0, proposal: null },
    filter: await firstFilter(office, asker.person, groupId, pool, request.kind === 'recommendations' ? words : []),
  };
  const stored = await office.store.drafts.update(draft.id, (value) => value ?? draft);
  return reviewView(office, stored?.value ?? draft, pool);
}

/** What this person can do something about, where there is any; else all that is not settled. */
async function firstFilter(
  office: Office,
  person: PersonId,
  groupId: GroupId,
  { standings }: Pool,
  words: readonly string[],
): Promise<ReviewFilter> {
  const present = new Set(standings.flatMap(({ digest }) => Object.keys(digest.counts) as RecommendationState[]));
  const roles = await rolesNow(office, person, groupId);
  const wanted: readonly RecommendationState[] = roles.includes('approver')
    ? ['Opened', 'Failed']
    : ['Approved', 'Scheduled'];
  const open = [...present].filter((state) => !SETTLED.has(state));
  const states = wanted.some((state) => present.has(state)) ? wanted : open;
  return { states, severities: [], words, computer: null, patch: null };
}

export async function review(office: Office, person: PersonId, id: OperationId): Promise<ReviewView> {
  return reviewView(office, await draftOf(office, person, id));
}

/** A draft is its author's alone, and only as long as they may decide. @throws PatchbayError PB304, PB104 */
export async function draftOf(office: Office, person: PersonId, id: OperationId): Promise<Draft> {
  const draft = (await office.store.drafts.get(id))?.value;
  if (draft === undefined || draft.by !== person || draft.expiresAt <= office.clock.now()) throw unknownCard(office);
  await demand(office, person, REVIEWERS, draft.groupId);
  return draft;
}

/** What was done to rows that are not shown any more is not done; the present state is shown instead. Null: to none. */
export async function changeReview(
  office: Office,
  seen: { readonly person: PersonId; readonly draft: OperationId; readonly layout: number | null },
  change: DraftChange,
): Promise<ReviewView> {
  const before = await draftOf(office, seen.person, seen.draft);
  const shown = await reviewView(office, before);
  const now = shown.rows.map(({ id, selected, shown: all }) => ({ id, isWhole: selected === all }));
  const stored = await office.store.drafts.update(seen.draft, (value) =>
    value === null || value.layout !== (seen.layout ?? value.layout)
      ? null
      : changedDraft({ ...value, page: shown.page }, change, now),
  );
  return reviewView(office, stored?.value ?? before);
}

function unknownCard(office: Office): PatchbayError {
  return new PatchbayError('PB304', { command: office.command, verb: 'recommendations' });
}
