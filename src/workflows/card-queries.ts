import { PatchbayError } from '../domain/errors.js';
import type { GroupId, OperationId, PersonId } from '../domain/ids.js';
import type { Request } from '../domain/operation.js';
import type { Plan } from '../domain/plan.js';
import type { RecommendationState } from '../domain/recommendation.js';
import { type Counts, RecommendationList } from '../domain/recommendation-list.js';
import { approversNeeded } from '../domain/request.js';
import type { RecommendationsFilter, RecommendationsView, RunView } from '../domain/views.js';
import { whyNotNow } from './maintenance/standing.js';
import { groupOf, type Office } from './office.js';
import { inPieces } from './pieces.js';
import { poolOf } from './pool.js';

export async function requestOf(office: Office, id: OperationId, kind: Request['kind']): Promise<Request> {
  const request = (await office.store.requests.get(id))?.value;
  const verb = { 'approve-updates': 'updates', recommendations: 'recommendations', run: 'run', approval: 'approvals' }[
    kind
  ];
  if (request?.kind !== kind) throw new PatchbayError('PB304', { command: office.command, verb });
  return request;
}

/** The group that a card is about: whose rights count. Null where the card is not known, or about no group. */
export async function groupOfRequest(office: Office, id: OperationId): Promise<GroupId | null> {
  return (await office.store.requests.get(id))?.value.groupId ?? null;
}

/** Marks a card that is drawn by computer; no word that is typed holds a space. */
const BY_COMPUTER = 'by computer';

/** A card's filter, as its request keeps it. */
export function wordsOf({ view, words }: RecommendationsFilter): readonly string[] {
  return view === 'computer' ? [BY_COMPUTER, ...words] : words;
}

export function filterOf({ filter }: Pick<Request, 'filter'>): RecommendationsFilter {
  const words = filter.filter((word) => word !== BY_COMPUTER);
  return { view: words.length < filter.length ? 'computer' : 'recommendation', words };
}

export async function recommendationsView(
  office: Office,
  id: OperationId,
  working: PersonId | null = null,
): Promise<RecommendationsView> {
  const request = await requestOf(office, id, 'recommendations');
  const group = groupOf(office, request.groupId ?? ('' as GroupId));
  const filter = filterOf(request);
  const pool = await poolOf(office, group.id);
  const list = new RecommendationList(filter, pool.patchOf);
  const counts: Counts = {};
  await inPieces(pool.standings, ({ computer, digest }) => {
    for (const [state, number] of Object.entries(digest.counts) as [RecommendationState, number][])
      counts[state] = (counts[state] ?? 0) + number;
    list.add(computer);
  });
  return {
    requestId: id,
    groupId: group.id,
    groupName: group.name,
    filter,
    rows: list.rows,
    counts,
    computers: pool.standings.length,
    approvable: list.approvable,
    working: request.decided === null ? working : null,
    decided: request.decided,
  };
}

export async function runView(office: Office, id: OperationId): Promise<RunView> {
  const request = await requestOf(office, id, 'run');
  if (request.plan === null) throw new PatchbayError('PB304', { command: office.command, verb: 'run' });
  return {
    requestId: id,
    groupName: office.groups().find((group) => group.id === request.groupId)?.name ?? '',
    plan: request.plan,
    notNow: await whyNotNow(office, request.plan),
    mustAsk: mustAsk(office, request.plan),
    decided: request.decided,
  };
}

/** Whether no one person may approve again, from a plan, what failed before. */
export function mustAsk({ approvals }: Pick<Office, 'approvals'>, { again }: Plan): boolean {
  return again.length > 0 && (approvals.fourEyes || approversNeeded(again.length, approvals.secondApproverAbove) === 2);
}
