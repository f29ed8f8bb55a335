import type { Ruling } from '../../domain/decision.js';
import { PatchbayError } from '../../domain/errors.js';
import type { ComputerId, PersonId } from '../../domain/ids.js';
import type { Intent, Operation } from '../../domain/operation.js';
import { approversNeeded, isWaiting } from '../../domain/request.js';
import type { Asker } from '../desk.js';
import type { Office } from '../office.js';
import { inPieces } from '../pieces.js';
import { mayNow } from '../rights.js';
import { type ApprovalRequest, isApprovalRequest } from './open-requests.js';

/** So long what one person approved alone counts with what that person approves next: many small parts are one large one. */
const TOGETHER_MS = 24 * 3_600_000;

/**
 * Whatever way an approval comes, it takes as many persons as the rules say.
 * @throws PatchbayError PB309 and PB323 where it has to be asked for, PB314 for a part, PB307 for who approved before
 */
export async function demandNotAlone(office: Office, asker: Asker, intent: Intent): Promise<void> {
  if (intent.kind !== 'decide' || intent.event !== 'approve') return;
  const request = await waitingRequestOf(office, asker);
  if (office.approvals.fourEyes && (request === null || request.by === asker.person))
    throw new PatchbayError('PB309', { command: office.command, group: intent.groupId });
  if ((await approversFor(office, asker.person, intent)) === 1) return;
  if (request === null) throw needsTwo(office, intent);
  if (await isSecond(office, asker.person, request)) return;
  const isMine = request.approval.approvals.some(({ by }) => by === asker.person);
  throw new PatchbayError(asker.answering === undefined || isMine ? 'PB307' : 'PB314');
}

function needsTwo({ approvals, command }: Office, { groupId }: Ruling): PatchbayError {
  return new PatchbayError('PB323', { command, group: groupId, above: approvals.secondApproverAbove ?? 0 });
}

/** The request that this is a decision on. One that is over asks for nothing any more, and lends nobody its approvals. */
async function waitingRequestOf(office: Office, { answering, operation }: Asker): Promise<ApprovalRequest | null> {
  const request = (await office.store.requests.get(answering ?? operation))?.value;
  if (request === undefined || !isApprovalRequest(request)) return null;
  return isWaiting(request.approval) && office.clock.now() < request.approval.expiresAt ? request : null;
}

/** Whether somebody else has approved it before, and still may. */
async function isSecond(office: Office, person: PersonId, { approval, groupId }: ApprovalRequest): Promise<boolean> {
  const others = approval.approvals.filter(({ by }) => by !== person);
  const allowed = await Promise.all(others.map(({ by }) => mayNow(office, by, ['approver'], groupId)));
  return allowed.includes(true);
}

/** How many persons must approve this, where one of them is this person. */
export async function approversFor(office: Office, person: PersonId, ruling: Ruling): Promise<1 | 2> {
  const above = office.approvals.secondApproverAbove;
  if (above === null || ruling.computers.length > above) return approversNeeded(ruling.computers.length, above);
  const since = office.clock.now() - TOGETHER_MS;
  const computers = new Set<ComputerId>(ruling.computers);
  await inPieces(await office.store.operations.ids(), async (id) => {
    const operation = (await office.store.operations.get(id))?.value;
    if (operation === undefined || operation.by !== person || operation.at < since) return;
    for (const computer of approvedBy(operation, ruling, above)) computers.add(computer);
  });
  return approversNeeded(computers.size, above);
}

/** The computers of the same group that were approved by a decision which one person could take. */
function approvedBy({ intent, refused }: Operation, { groupId }: Ruling, above: number): readonly ComputerId[] {
  if (intent.kind !== 'decide' || intent.event !== 'approve' || intent.groupId !== groupId) return [];
  return refused === undefined && intent.computers.length <= above ? intent.computers : [];
}
