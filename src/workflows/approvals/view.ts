import { asFailure, PatchbayError } from '../../domain/errors.js';
import { type GroupId, type OperationId, type PersonId, parsePersonId } from '../../domain/ids.js';
import { approversNeeded, isWaiting } from '../../domain/request.js';
import type { ApprovalView } from '../../domain/request-view.js';
import type { Party } from '../../domain/roles.js';
import type { Occurrence } from '../../domain/window.js';
import { nextOpenings } from '../../domain/window-occurrences.js';
import type { Office } from '../office.js';
import { approverParties } from '../rights.js';
import { type ApprovalRequest, isApprovalRequest } from './open-requests.js';
import { type Pending, pendingOf } from './subject.js';

/** So many are shown: the counts say how many there are. */
const WEIGHTIEST = 5;
/** So many approvers are called to a card in a channel. */
const MOST_CALLED = 5;

/** @throws PatchbayError PB304 where there is no such request */
export async function approvalRequestOf(office: Office, id: OperationId): Promise<ApprovalRequest> {
  const request = (await office.store.requests.get(id))?.value;
  if (request === undefined || !isApprovalRequest(request))
    throw new PatchbayError('PB304', { command: office.command, verb: 'approvals' });
  return request;
}

/** A request as it stands now; one that is over as it was decided. */
export async function approvalView(
  office: Office,
  id: OperationId,
  working: PersonId | null = null,
): Promise<ApprovalView> {
  const request = await approvalRequestOf(office, id);
  const { groupId, approval } = request;
  const pending = isWaiting(approval) ? await stillPending(office, groupId) : null;
  const counts = pending?.counts ?? approval.counts;
  return {
    requestId: id,
    command: office.command,
    groupId,
    groupName: groupName(office, groupId),
    state: approval.state,
    counts,
    weightiest: pending?.patches.slice(0, WEIGHTIEST) ?? [],
    blocked: pending?.blocked ?? [],
    window: pending === null ? null : nextWindow(office, groupId),
    // One person may need a second one where another does not.
    approversNeeded:
      approval.state === 'half-approved' ? 2 : approversNeeded(counts.computers, office.approvals.secondApproverAbove),
    approvals: approval.approvals,
    by: request.by,
    askedPersons: personsIn(approval.shownTo),
    approvers: personsIn(approval.shownTo) > 0 ? [] : called(office, request),
    askedAt: request.at,
    expiresAt: approval.expiresAt,
    isReminder: approval.remindedAt !== null,
    ended: approval.ended,
    working: isWaiting(approval) ? working : null,
  };
}

function personsIn(shownTo: readonly string[]): number {
  return shownTo.filter((to) => parsePersonId(to) !== null).length;
}

function called(office: Office, { groupId, by }: ApprovalRequest): readonly Party[] {
  return approverParties(office, groupId)
    .filter((party) => party !== by)
    .slice(0, MOST_CALLED);
}

export function groupName(office: Office, id: GroupId): string {
  return office.groups().find((group) => group.id === id)?.name ?? id;
}

/** Null where the group is gone, or has nobody in it any more. */
export async function stillPending(office: Office, id: GroupId): Promise<Pending | null> {
  try {
    return await pendingOf(office, id);
  } catch (thrown) {
    const { code } = asFailure(thrown);
    if (code === 'PB102' || code === 'PB103') return null;
    throw thrown;
  }
}

function nextWindow(office: Office, id: GroupId): Occurrence | null {
  const windows = office.groups().find((group) => group.id === id)?.windows ?? [];
  return nextOpenings(windows, office.clock.now(), 1, office.readCron)[0] ?? null;
}
