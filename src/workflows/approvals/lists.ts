import type { GroupId, PersonId } from '../../domain/ids.js';
import { isWaiting } from '../../domain/request.js';
import type { RequestLine, RequestsView } from '../../domain/request-view.js';
import type { Office } from '../office.js';
import { rolesNow } from '../rights.js';
import { type ApprovalRequest, approvalRequests } from './open-requests.js';
import { groupName } from './view.js';

/** Requests that are over are shown up to so many. */
const LATEST_OVER = 5;

/** What waits for a person, and what that person asked for. */
export async function requestsView(office: Office, person: PersonId): Promise<RequestsView> {
  const all = await approvalRequests(office);
  const mine = all.filter((request) => request.by === person).reverse();
  const over = mine.filter(({ approval }) => !isWaiting(approval)).slice(0, LATEST_OVER);
  const asked = mine.filter((request) => isWaiting(request.approval) || over.includes(request));
  return {
    command: office.command,
    toDecide: (await decidableBy(office, person, all)).map((request) => lineOf(office, request)),
    asked: asked.map((request) => lineOf(office, request)),
  };
}

/** Those that wait and that the person could decide; what is in doubt is left out. */
export async function decidableBy(
  office: Office,
  person: PersonId,
  all: readonly ApprovalRequest[],
): Promise<readonly ApprovalRequest[]> {
  const open = all.filter(({ approval, by }) => isWaiting(approval) && !(office.approvals.fourEyes && by === person));
  const allowed = await Promise.all(open.map(({ groupId }) => isApprover(office, person, groupId)));
  return open.filter((_, index) => allowed[index]);
}

async function isApprover(office: Office, person: PersonId, group: GroupId): Promise<boolean> {
  const roles = await rolesNow(office, person, group);
  return roles.includes('admin') || roles.includes('approver');
}

function lineOf(office: Office, request: ApprovalRequest): RequestLine {
  const { id: requestId, groupId, by, at: askedAt, approval } = request;
  const { state, counts, expiresAt, ended } = approval;
  return { requestId, groupId, groupName: groupName(office, groupId), state, counts, by, askedAt, expiresAt, ended };
}
