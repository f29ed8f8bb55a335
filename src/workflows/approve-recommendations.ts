import { type DecisionAnswer, isPossible, type Ruling } from '../domain/decision.js';
import { PatchbayError } from '../domain/errors.js';
import { Fingerprint } from '../domain/fingerprint.js';
import type { ComputerId, GroupId, OperationId } from '../domain/ids.js';
import { candidatesOf } from '../domain/reckoning.js';
import { RECOMMENDATION_STATES, stateAfter } from '../domain/recommendation.js';
import { type Candidate, filterTest, NO_FILTER } from '../domain/selection.js';
import type { RecommendationsFilter } from '../domain/views.js';
import { answerTo } from './answering.js';
import { requestsAfter } from './approvals/duties.js';
import { describe } from './auditing.js';
import { inChannelOf } from './beginning.js';
import { filterOf, groupOfRequest, recommendationsView, requestOf, wordsOf } from './card-queries.js';
import { demandOpen, demandSame, offer } from './cards.js';
import type { Asker, Desk, Selection } from './desk.js';
import { groupOf, type Office } from './office.js';
import { carryOut, RIGHTS, secondClick } from './operations.js';
import { inPieces } from './pieces.js';
import { type Pool, poolOf } from './pool.js';
import { demand } from './rights.js';
import type { Standing } from './standing.js';

export async function offerRecommendations(
  office: Office,
  asker: Asker,
  id: GroupId,
  filter: RecommendationsFilter = { view: 'recommendation', words: [] },
): ReturnType<Desk['offerRecommendations']> {
  await demand(office, asker.person, ['viewer']);
  const group = groupOf(office, id);
  const pool = await poolOf(office, id);
  if (pool.standings.every(({ computer }) => computer.compliance === null))
    throw new PatchbayError('PB105', { group: id, command: office.command });
  const words = wordsOf(filter);
  const { hash } = await questionOf(office, pool, filter.words);
  const what = { kind: 'recommendations', groupId: id, hash, plan: null, filter: words } as const;
  return recommendationsView(office, await offer(office, inChannelOf(group, asker), what));
}

/** The same card, the other way round. */
export async function turnRecommendations(
  office: Office,
  asker: Asker,
  id: OperationId,
  view: RecommendationsFilter['view'],
): Promise<void> {
  await demand(office, asker.person, ['viewer'], await groupOfRequest(office, id));
  const request = await requestOf(office, id, 'recommendations');
  const filter = wordsOf({ ...filterOf(request), view });
  await office.store.requests.update(id, (value) => (value === null ? null : { ...value, filter }));
  office.conversation.changed({ kind: 'request', requestId: id });
}

/** What a card asks to approve. */
interface Question {
  /** Of what can be approved: another state of it is another question. */
  readonly hash: string;
  readonly standings: readonly Standing[];
  /** Null: all that can be approved. */
  readonly recommendations: readonly string[] | null;
}

/** What a card that was asked for with these words would approve now. */
export async function questionOf(office: Office, pool: Pool, words: readonly string[]): Promise<Question> {
  const isSaid = words.length === 0 ? null : filterTest({ ...NO_FILTER, words });
  const open: Standing[] = [];
  const named = new Set<string>();
  const fingerprint = new Fingerprint(office.hash);
  await inPieces(pool.standings, (standing) => {
    const ids = isSaid === null ? [] : approvableOf(standing, pool).filter(isSaid);
    for (const { recommendation } of ids) named.add(recommendation.id);
    if (isSaid === null ? standing.digest.approvable === 0 : ids.length === 0) return;
    open.push(standing);
    fingerprint.add(`${standing.computer.id} ${standing.digest.fingerprint}`);
  });
  return { hash: fingerprint.value, standings: open, recommendations: isSaid === null ? null : [...named] };
}

function approvableOf({ computer }: Standing, { patchOf }: Pick<Pool, 'patchOf'>): readonly Candidate[] {
  return candidatesOf(computer, patchOf).filter(({ recommendation }) => isPossible(recommendation, 'approve'));
}

/** Approving all that can be approved in a group, or of that only some patches and not on some computers. */
async function approvalRuling(
  groupId: GroupId,
  { asOf, patchOf }: Pool,
  { standings }: Question,
  { updates, exceptComputers }: Selection,
): Promise<Ruling> {
  const named = updates === 'all' ? null : new Set(updates);
  const except = new Set(exceptComputers);
  const computers: ComputerId[] = [];
  let counted = 0;
  await inPieces(standings, (standing) => {
    const { id } = standing.computer;
    const isNamed = ({ recommendation }: Candidate): boolean => named?.has(recommendation.id) === true;
    const all = standing.digest.approvable;
    const count = named === null ? all : approvableOf(standing, { patchOf }).filter(isNamed).length;
    if (count === 0 || except.has(id)) return;
    computers.push(id);
    counted += count;
  });
  const from = RECOMMENDATION_STATES.filter((state) => stateAfter(state, 'approve') !== null);
  return {
    ...{ event: 'approve', groupId, reason: null, asOf, except: [], recommendations: updates },
    ...{ computers, from, counted },
  };
}

export async function approve(
  office: Office,
  asker: Asker,
  id: OperationId,
  selection: Selection,
): Promise<DecisionAnswer> {
  await demand(office, asker.person, RIGHTS.decide, await groupOfRequest(office, id));
  const request = await requestOf(office, id, 'recommendations');
  await demandOpen(office, request);
  const groupId = request.groupId ?? ('' as GroupId);
  const pool = await poolOf(office, groupId);
  const question = await questionOf(office, pool, filterOf(request).words);
  await demandSame(office, request, { hash: question.hash, plan: null });
  const ruling = await approvalRuling(groupId, pool, question, narrowed(selection, question));
  if (ruling.counted === 0) throw new PatchbayError('PB315');
  const decision = { ...asker, operation: id, conversation: request.conversation };
  const operation = await carryOut(office, decision, { kind: 'decide', ...ruling }, secondClick());
  await requestsAfter(office, { groupId, by: asker.person, answered: null, as: describe(operation) });
  return answerTo(office, operation, ruling);
}

/** Never more than the card showed. */
function narrowed({ updates, exceptComputers }: Selection, { recommendations }: Question): Selection {
  if (recommendations === null) return { updates, exceptComputers };
  const named = updates === 'all' ? recommendations : recommendations.filter((id) => updates.includes(id));
  return { updates: named, exceptComputers };
}
