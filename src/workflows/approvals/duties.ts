import { asFailure } from '../../domain/errors.js';
import type { ComputerId, GroupId, OperationId, PersonId } from '../../domain/ids.js';
import type { Intent } from '../../domain/operation.js';
import { isWaiting, stepped } from '../../domain/request.js';
import { type Office, standingsOf } from '../office.js';
import { carryOut } from '../operations.js';
import { inPieces } from '../pieces.js';
import { showTo } from './effects.js';
import { type ApprovalRequest, openRequests } from './open-requests.js';
import { pendingOf } from './subject.js';

/** Ends the requests whose time is over or that have nothing left to decide, and reminds of the others, once. */
export async function lookAfterRequests(office: Office): Promise<void> {
  for (const request of await openRequests(office)) await lookedAfter(office, request);
}

/** A decision about a group's recommendations. */
interface Decided {
  readonly groupId: GroupId;
  readonly by: PersonId;
  /** The request that it approved something of, where it began from one. */
  readonly answered: OperationId | null;
  /** What was decided, in a few words. */
  readonly as: string;
}

/** The group's open request asks for what is left, or ends at once. What fails here is done within a minute. */
export async function requestsAfter(office: Office, decided: Decided): Promise<void> {
  try {
    for (const request of await openRequests(office))
      if (request.groupId === decided.groupId) await lookedAt(office, request, decided);
  } catch (thrown) {
    office.report(asFailure(thrown), { group: decided.groupId });
  }
}

async function lookedAt(office: Office, request: ApprovalRequest, { by, answered, as }: Decided): Promise<void> {
  const why = await whyOver(office, request);
  if (why === null) return renewed(office, request);
  if (request.id === answered) await close(office, { ...request, by }, { how: 'answer', because: by, reason: null });
  else await close(office, request, { how: 'overtake', because: by, reason: `${as}; ${why}` });
}

/** Pressing its button means what it shows from now on. */
async function renewed(office: Office, request: ApprovalRequest): Promise<void> {
  const { hash, counts } = await pendingOf(office, request.groupId);
  if (hash === request.hash) return;
  await office.store.requests.update(request.id, (value) =>
    value === null || value.approval === null || !isWaiting(value.approval)
      ? null
      : { ...value, hash, approval: stepped(value.approval, { event: 'change', counts }) },
  );
  office.conversation.changed({ kind: 'request', requestId: request.id });
}

/** One request that cannot be looked after keeps no other from it. */
async function lookedAfter(office: Office, request: ApprovalRequest): Promise<void> {
  const now = office.clock.now();
  const { expiresAt, remindAt, remindedAt } = request.approval;
  try {
    if (now >= expiresAt) return await close(office, request, { how: 'expire', because: null, reason: null });
    const why = await whyOver(office, request);
    if (why !== null) return await close(office, request, { how: 'overtake', because: null, reason: why });
    if (remindAt !== null && remindedAt === null && now >= remindAt) await remind(office, request);
  } catch (thrown) {
    office.report(asFailure(thrown), { request: request.id });
  }
}

/** Null: there is something left to decide. */
async function whyOver(office: Office, request: ApprovalRequest): Promise<string | null> {
  const group = office.groups().find(({ id }) => id === request.groupId);
  if (group === undefined || group.computers.length === 0) return 'the group has no computers any more';
  return (await isSomethingLeft(office, group.computers)) ? null : 'nothing is left to approve';
}

/** Looked at every minute: without all that somebody who decides has to know. */
async function isSomethingLeft(office: Office, computers: readonly ComputerId[]): Promise<boolean> {
  const { standings } = await standingsOf(office, computers);
  let isLeft = false;
  await inPieces(standings, (standing) => {
    isLeft ||= standing.digest.approvable > 0;
  });
  return isLeft;
}

/** In the name of who asked, where nobody did it. Where somebody decided at the same moment, that counts. */
async function close(
  office: Office,
  { id: operation, by: person, conversation, groupId }: ApprovalRequest,
  end: Pick<Extract<Intent, { kind: 'close-request' }>, 'how' | 'because' | 'reason'>,
): Promise<void> {
  await carryOut(office, { person, conversation, operation }, { kind: 'close-request', groupId, ...end });
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
