import { PatchbayError } from '../../domain/errors.js';
import type { GroupId, OperationId, PersonId } from '../../domain/ids.js';
import type { ApprovalView } from '../../domain/request-view.js';
import type { Asker } from '../desk.js';
import { groupOf, type Office } from '../office.js';
import { carryOut, RIGHTS } from '../operations.js';
import { approversOf, demand } from '../rights.js';
import { openRequests, requestIdOf } from './open-requests.js';
import { type Pending, pendingOf } from './subject.js';
import { approvalView } from './view.js';

/** So many persons are asked one by one where there is no channel for it. */
const MOST_ASKED = 10;

/** Asks the approvers of a group for all that can be approved there. */
export async function ask(office: Office, asker: Asker, groupId: GroupId): Promise<ApprovalView> {
  await demand(office, asker.person, RIGHTS.ask, groupId);
  const request = requestIdOf(asker.operation);
  await demandNoOther(office, groupId, request);
  const pending = await pendingOf(office, groupId);
  if (pending.counts.patches === 0) throw nothingToApprove(office, groupId);
  const shownTo = await whom(office, asker.person, groupId);
  await carryOut(office, asker, { kind: 'ask', groupId, request, shownTo, ...termsOf(office, pending) });
  return approvalView(office, request);
}

function termsOf(office: Office, { hash, counts }: Pending) {
  const { expireMs, remindMs } = office.approvals;
  const now = office.clock.now();
  return { hash, counts, expiresAt: now + expireMs, remindAt: remindMs === null ? null : now + remindMs };
}

async function demandNoOther(office: Office, groupId: GroupId, mine: OperationId): Promise<void> {
  const [other] = (await openRequests(office)).filter((one) => one.groupId === groupId && one.id !== mine);
  if (other === undefined) return;
  throw new PatchbayError('PB310', { by: `@${other.by}`, command: office.command });
}

function nothingToApprove(office: Office, groupId: GroupId): PatchbayError {
  return new PatchbayError('PB311', { command: office.command, group: groupId });
}

/** The group's channel for it, or the workspace's; else the approvers themselves. */
async function whom(office: Office, asker: PersonId, groupId: GroupId): Promise<readonly string[]> {
  const others = (await approversOf(office, groupId)).filter((person) => person !== asker);
  const able = others.length > 0 || office.approvals.fourEyes ? others : [asker];
  if (able.length === 0) throw new PatchbayError('PB312');
  const channel = groupOf(office, groupId).approvalsChannel ?? office.approvals.channel;
  return channel === null ? able.slice(0, MOST_ASKED) : [channel];
}
