import { asFailure } from '../../domain/errors.js';
import type { GroupId } from '../../domain/ids.js';
import type { Office } from '../office.js';
import { carryOut } from '../operations.js';
import { showTo } from './effects.js';
import { type ApprovalRequest, openRequests } from './open-requests.js';
import { stillPending } from './view.js';

/** Ends the requests whose time is over or that have nothing left to decide, and reminds of the others, once. */
export async function lookAfterRequests(office: Office): Promise<void> {
  for (const request of await openRequests(office)) await lookedAfter(office, request);
}

/** Those of a group that have nothing left to decide, at once. */
export async function overtakeRequests(office: Office, groupId: GroupId): Promise<void> {
  for (const request of await openRequests(office)) if (request.groupId === groupId) await overtaken(office, request);
}

/** One request that cannot be looked after keeps no other from it. */
async function lookedAfter(office: Office, request: ApprovalRequest): Promise<void> {
  const now = office.clock.now();
  const { expiresAt, remindAt, remindedAt } = request.approval;
  try {
    if (now >= expiresAt) return await close(office, request, 'expire', null);
    if (await overtaken(office, request)) return;
    if (remindAt !== null && remindedAt === null && now >= remindAt) await remind(office, request);
  } catch (thrown) {
    office.report(asFailure(thrown), { request: request.id });
  }
}

async function overtaken(office: Office, request: ApprovalRequest): Promise<boolean> {
  const pending = await stillPending(office, request.groupId);
  if (pending !== null && pending.counts.patches > 0) return false;
  const reason = pending === null ? 'the group has no computers any more' : 'nothing is left to approve';
  await close(office, request, 'overtake', reason);
  return true;
}

/** In the name of who asked, whom it takes nothing from. Where somebody decided at the same moment, that counts. */
async function close(
  office: Office,
  { id: operation, by: person, conversation, groupId }: ApprovalRequest,
  how: 'expire' | 'overtake',
  reason: string | null,
): Promise<void> {
  await carryOut(office, { person, conversation, operation }, { kind: 'close-request', groupId, how, reason });
}

/** The card once more, for everybody that it was shown to: a stable id each, so that nobody is reminded twice. */
async function remind(office: Office, request: ApprovalRequest): Promise<void> {
  await showTo(office, request, '-reminder');
  await office.store.requests.update(request.id, (value) =>
    value === null || value.approval === null || value.approval.remindedAt !== null
      ? null
      : { ...value, approval: { ...value.approval, remindedAt: office.clock.now() } },
  );
  office.conversation.changed({ kind: 'request', requestId: request.id });
}
