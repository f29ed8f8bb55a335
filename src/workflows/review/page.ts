import type { Draft } from '../../domain/draft.js';
import { Reckoning, type Selected } from '../../domain/reckoning.js';
import type { ReviewView } from '../../domain/review-views.js';
import {
  type Candidate,
  filterTest,
  isDecision,
  type PatchInfo,
  REVIEW_EVENTS,
  type ReviewEvent,
  selectionTest,
} from '../../domain/selection.js';
import type { Office } from '../office.js';
import { mayDecide, RIGHTS } from '../operations.js';
import { inPieces } from '../pieces.js';
import { type Pool, poolOf } from '../pool.js';
import { rolesNow } from '../rights.js';

const ROWS_A_PAGE = 40;

/** What a draft shows, from the present state. */
export async function reviewView(office: Office, draft: Draft, known: Pool | null = null): Promise<ReviewView> {
  const pool = known ?? (await poolOf(office, draft.groupId));
  const isInFilter = filterTest(draft.filter);
  const excepted = new Set(draft.exceptComputers);
  const tests = {
    by: draft.view,
    isShown: (candidate: Candidate) => !excepted.has(candidate.computerId) && isInFilter(candidate),
    isSelected: selectionTest(draft.choices, draft.exceptComputers),
  };
  const reckoning = new Reckoning(tests, pool.patchOf);
  await inPieces(pool.standings, ({ computer }) => reckoning.add(computer));
  const { rows, shown, selected } = reckoning;
  const pages = Math.max(1, Math.ceil(rows.length / ROWS_A_PAGE));
  const page = Math.min(draft.page, pages - 1);
  const offset = page * ROWS_A_PAGE;
  return {
    draft,
    groupName: office.groups().find(({ id }) => id === draft.groupId)?.name ?? draft.groupId,
    rows: rows.slice(offset, offset + ROWS_A_PAGE),
    ...{ offset, page, pages, shown, selected },
    patch: patchNamed(pool, draft.filter.patch),
    events: await eventsFor(office, draft, selected),
  };
}

function patchNamed({ standings, patchOf }: Pool, id: string | null): PatchInfo | null {
  if (id === null) return null;
  for (const { computer } of standings) {
    const found = computer.recommendations[id];
    if (found !== undefined) return patchOf(found);
  }
  return null;
}

async function eventsFor(office: Office, draft: Draft, selected: Selected): Promise<readonly ReviewEvent[]> {
  const roles = await rolesNow(office, draft.by, draft.groupId);
  const isMine = (event: ReviewEvent): boolean =>
    roles.includes('admin') || rolesFor(event).some((role) => roles.includes(role));
  const mine = REVIEW_EVENTS.filter(isMine);
  return selected.recommendations === 0 ? mine : mine.filter((event) => selected.possible[event] > 0);
}

export function rolesFor(event: ReviewEvent) {
  return isDecision(event) ? mayDecide(event) : RIGHTS.run;
}
