import type { DecisionAnswer, Ruling } from '../../domain/decision.js';
import { afterDecision, type Draft } from '../../domain/draft.js';
import { PatchbayError } from '../../domain/errors.js';
import type { OperationId } from '../../domain/ids.js';
import type { ReviewEvent } from '../../domain/selection.js';
import { answerTo } from '../answering.js';
import { demandUnchanged } from '../approvals/decide.js';
import { requestsAfter } from '../approvals/duties.js';
import { questionOf } from '../approve-recommendations.js';
import { describe } from '../auditing.js';
import { filterOf } from '../card-queries.js';
import type { Asker } from '../desk.js';
import type { Office } from '../office.js';
import { carryOut, secondClick } from '../operations.js';
import { type Pool, poolOf } from '../pool.js';
import { demand } from '../rights.js';
import { offerRun } from '../run.js';
import { draftOf } from './drafts.js';
import { rolesFor } from './page.js';
import { demandWindow, draftIdOf, operationOf, type Reviewing, WITH_REASON } from './propose.js';
import { runOfSelected } from './selected.js';

/** What came of a review. */
export interface Outcome extends DecisionAnswer {
  readonly event: ReviewEvent;
  readonly draft: OperationId;
}

/** Longer reasons are cut: they are read in one line. */
const LONGEST_REASON = 500;

/** Decides all that is selected and can be decided, as one decision. `run` decides nothing: it shows the plan. */
export async function decideReview(
  { office, weighings }: Reviewing,
  asker: Asker,
  operation: OperationId,
  reason: string | null,
): Promise<Outcome> {
  await demandFirst(office, operation);
  const { draft, event, hash } = await proposalOf(office, asker, operation);
  await demand(office, asker.person, rolesFor(event), draft.groupId);
  demandWindow(office, draft, event);
  const pool = await poolOf(office, draft.groupId);
  const given = reasonFor(event, reason);
  const { proposed, ruling } = await weighings.weigh(office, draft, event, pool);
  if (proposed.hash !== hash) throw new PatchbayError('PB302');
  const decision = { ...asker, operation };
  const answer =
    ruling === null
      ? await showPlan(office, decision, draft, pool)
      : await rule(office, decision, draft, { ...ruling, reason: given, asOf: pool.asOf });
  await office.store.drafts.update(draft.id, (value) => (value?.round === draft.round ? afterDecision(value) : null));
  return { event, ...answer, draft: draft.id };
}

async function demandFirst(office: Office, operation: OperationId): Promise<void> {
  const known = await office.store.operations.get(operation);
  if (known !== null) secondClick()(known.value);
}

async function proposalOf(office: Office, asker: Asker, operation: OperationId) {
  const unknown = new PatchbayError('PB304', { command: office.command, verb: 'recommendations' });
  const id = draftIdOf(operation);
  if (id === null) throw unknown;
  const draft = await draftOf(office, asker.person, id);
  if (draft.proposal === null || operationOf(draft) !== operation) throw unknown;
  return { draft, ...draft.proposal };
}

function reasonFor(event: ReviewEvent, reason: string | null): string | null {
  const given = (reason ?? '').trim().slice(0, LONGEST_REASON);
  if (given === '' && WITH_REASON.has(event)) throw new PatchbayError('PB120');
  return given === '' ? null : given;
}

async function rule(office: Office, asker: Asker, draft: Draft, ruling: Ruling): Promise<DecisionAnswer> {
  const request = (await office.store.requests.get(draft.requestId))?.value;
  const conversation = request?.conversation ?? asker.conversation;
  const answer = { ...asker, conversation, answering: draft.requestId };
  if (ruling.event === 'approve') await demandUnchanged(office, draft.requestId);
  const operation = await carryOut(office, answer, { kind: 'decide', ...ruling }, secondClick());
  await renewed(office, draft);
  const answered = ruling.event === 'approve' ? draft.requestId : null;
  const as = [describe(operation), ...(ruling.reason === null ? [] : [ruling.reason])].join(': ');
  await requestsAfter(office, { groupId: draft.groupId, by: asker.person, answered, as });
  return answerTo(office, operation, ruling);
}

/** The card goes on asking for what is left to approve: pressing its button means what it shows from now on. */
async function renewed(office: Office, { requestId, groupId }: Draft): Promise<void> {
  const request = (await office.store.requests.get(requestId))?.value;
  if (request?.kind === 'recommendations' && request.decided === null) {
    const { hash } = await questionOf(office, await poolOf(office, groupId), filterOf(request).words);
    await office.store.requests.update(requestId, (value) => (value === null ? null : { ...value, hash }));
  }
  office.conversation.changed({ kind: 'request', requestId });
}

async function showPlan(office: Office, asker: Asker, draft: Draft, pool: Pool): Promise<DecisionAnswer> {
  const request = (await office.store.requests.get(draft.requestId))?.value;
  const place = { ...asker, conversation: request?.conversation ?? asker.conversation };
  await offerRun(office, place, draft.groupId, await runOfSelected(draft, pool));
  return { decided: 0, skipped: [], mayRun: true };
}
