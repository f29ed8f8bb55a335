import { PatchbayError } from '../../domain/errors.js';
import { type OperationId, parseOperationId } from '../../domain/ids.js';
import type { Request } from '../../domain/operation.js';
import { type Approval, isWaiting } from '../../domain/request.js';
import type { Office } from '../office.js';

/** A request for approval. */
export type ApprovalRequest = Request & {
  readonly approval: Approval;
  readonly groupId: NonNullable<Request['groupId']>;
};

/** The beginning of their ids, and of no other card's: among thousands of cards they need not be searched for. */
const BEGINNING = 'ask-';

/** The request that a delivery asks for: of the same one the same. It differs from the operation's own id. */
export function requestIdOf(operation: OperationId): OperationId {
  const id = parseOperationId(`${BEGINNING}${operation}`);
  if (id === null) throw new PatchbayError('PB899', { cause: 'request id' });
  return id;
}

export function isApprovalRequest(request: Request): request is ApprovalRequest {
  return request.approval !== null && request.groupId !== null;
}

/** All requests for approval that are kept, the oldest first. */
export async function approvalRequests(office: Pick<Office, 'store'>): Promise<readonly ApprovalRequest[]> {
  const ids = (await office.store.requests.ids()).filter((id) => id.startsWith(BEGINNING));
  const found = await Promise.all(ids.map((id) => office.store.requests.get(id)));
  return found
    .flatMap((one) => (one === null ? [] : [one.value]))
    .filter(isApprovalRequest)
    .sort((a, b) => a.at - b.at);
}

/** Those that wait for a decision. */
export async function openRequests(office: Pick<Office, 'store'>): Promise<readonly ApprovalRequest[]> {
  return (await approvalRequests(office)).filter(({ approval }) => isWaiting(approval));
}
