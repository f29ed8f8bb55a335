import type { DecisionAnswer } from '../../domain/decision.js';
import { PatchbayError } from '../../domain/errors.js';
import type { OperationId, PersonId } from '../../domain/ids.js';
import { isWaiting, type RequestCounts, type RequestState, stepped } from '../../domain/request.js';
import { answerTo } from '../answering.js';
import { demandOpen, demandSame } from '../cards.js';
import type { Asker } from '../desk.js';
import type { Office } from '../office.js';
import { carryOut, RIGHTS, secondClick } from '../operations.js';
import { approversOf, demand, mayNow } from '../rights.js';
import { approversFor } from './jointly.js';
import { type ApprovalRequest, isApprovalRequest } from './open-requests.js';
import { type Pending, pendingOf } from './subject.js';
import { approvalRequestOf } from './view.js';

/** Longer reasons are cut: they are read in a message. */
const LONGEST_REASON = 500;

/**
 * Whether the person may decide this request now.
 * @throws PatchbayError PB304 unknown, PB104 and PB112 no right, PB306 who asked, PB303 and PB308 over
 */
export async function demandDecision(office: Office, person: PersonId, id: OperationId): Promise<ApprovalRequest> {
  const request = await approvalRequestOf(office, id);
  await demand(office, person, RIGHTS.decide, request.groupId);
  await demandOpen(office, request);
  if (!isWaiting(request.approval)) throw new PatchbayError('PB308', { as: request.approval.state });
  // Nobody has looked after it since, but its time is over.
  if (office.clock.now() >= request.approval.expiresAt) throw new PatchbayError('PB308', { as: 'expired' });
  if (office.approvals.fourEyes && request.by === person) throw await ownRequest(office, request);
  return request;
}

async function ownRequest(office: Office, { by, groupId }: ApprovalRequest): Promise<PatchbayError> {
  const others = (await approversOf(office, groupId)).filter((person) => person !== by);
  return new PatchbayError('PB306', { people: others.map((person) => `@${person}`).join(', ') });
}

/** What came of an approval. */
export interface RequestAnswer extends DecisionAnswer {
  readonly state: RequestState;
}

/** Approves all of a request, or is the first of two who do. */
export async function approveRequest(office: Office, asker: Asker, id: OperationId): Promise<RequestAnswer> {
  const request = await demandDecision(office, asker.person, id);
  const pending = await pendingOf(office, request.groupId);
  await demandSame(office, request, { hash: pending.hash, plan: null, counts: pending.counts });
  if (pending.counts.patches === 0)
    throw new PatchbayError('PB311', { command: office.command, group: request.groupId });
  if (await isOnlyFirst(office, asker, request, pending))
    return { state: 'half-approved', decided: 0, skipped: [], mayRun: false };
  const operation = await carryOut(
    office,
    decisionOn(request, asker),
    { kind: 'decide', ...pending.ruling },
    secondClick(),
  );
  return { state: 'approved', ...(await answerTo(office, operation, pending.ruling)) };
}

/**
 * What the first of two has approved must still be all that there is: a part of something else takes two again.
 * @throws PatchbayError PB302
 */
export async function demandUnchanged(office: Office, id: OperationId): Promise<void> {
  const request = (await office.store.requests.get(id))?.value;
  if (request === undefined || !isApprovalRequest(request)) return;
  if (!isWaiting(request.approval) || request.approval.approvals.length === 0) return;
  const { hash, counts } = await pendingOf(office, request.groupId);
  await demandSame(office, request, { hash, plan: null, counts });
}

/** Of two who click at the same moment one is the first, and the other the second. */
async function isOnlyFirst(office: Office, asker: Asker, request: ApprovalRequest, pending: Pending): Promise<boolean> {
  const { counts, ruling } = pending;
  if ((await approversFor(office, asker.person, ruling)) === 1) return false;
  const { id, approval, groupId, hash } = request;
  const operation = `${id}-${approval.round}` as OperationId;
  const first = await carryOut(office, { ...asker, operation }, { kind: 'half-approve', groupId, request: id, hash });
  if (first.by === asker.person) return true;
  if (await mayNow(office, first.by, RIGHTS.decide, groupId)) return false;
  // Who was the first may not decide any more.
  const { value } = (await begunAgain(office, id, counts)) ?? {};
  if (value === undefined || !isApprovalRequest(value)) throw new PatchbayError('PB302');
  if (!isWaiting(value.approval)) throw new PatchbayError('PB308', { as: value.approval.state });
  return isOnlyFirst(office, asker, value, pending);
}

function begunAgain(office: Office, id: OperationId, counts: RequestCounts) {
  return office.store.requests.update(id, (value) =>
    value === null || value.approval === null || !isWaiting(value.approval)
      ? null
      : { ...value, approval: stepped(value.approval, { event: 'change', counts }) },
  );
}

export async function declineRequest(office: Office, asker: Asker, id: OperationId, reason: string): Promise<void> {
  const given = reason.trim().slice(0, LONGEST_REASON);
  if (given === '') throw new PatchbayError('PB120');
  const request = await demandDecision(office, asker.person, id);
  const intent = { kind: 'decline', groupId: request.groupId, reason: given } as const;
  await carryOut(office, decisionOn(request, asker), intent, secondClick());
}

/** By who asked; an administrator declines instead. */
export async function withdrawRequest(office: Office, asker: Asker, id: OperationId): Promise<void> {
  const request = await approvalRequestOf(office, id);
  if (request.by !== asker.person) throw new PatchbayError('PB313');
  await demandOpen(office, request);
  const intent = {
    kind: 'close-request',
    groupId: request.groupId,
    how: 'withdraw',
    because: null,
    reason: null,
  } as const;
  await carryOut(office, decisionOn(request, asker), intent, secondClick());
}

/** The request's own id is the operation's: of two decisions one is stored, and the other finds it there. */
function decisionOn(request: ApprovalRequest, asker: Asker): Asker {
  return { ...asker, operation: request.id, conversation: request.conversation };
}
