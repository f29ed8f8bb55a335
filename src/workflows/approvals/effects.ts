import type { PersonId } from '../../domain/ids.js';
import type { Intent, Operation, Request } from '../../domain/operation.js';
import { type Approval, isWaiting, type RequestStep, stepped } from '../../domain/request.js';
import type { Office } from '../office.js';
import { approversOf, rolesNow } from '../rights.js';

/** What follows from a decision about a request. How one ends is left to `settle`, which all its ends share. */
export async function approvalEffect(office: Office, operation: Operation, intent: Intent): Promise<readonly string[]> {
  if (intent.kind === 'ask') await asked(office, operation, intent);
  if (intent.kind === 'half-approve') await halfApproved(office, operation, intent);
  return [];
}

async function asked(office: Office, operation: Operation, intent: Extract<Intent, { kind: 'ask' }>): Promise<void> {
  const { groupId, request: id, hash, counts, expiresAt, remindAt, shownTo } = intent;
  const approval: Approval = {
    ...{ state: 'asked', expiresAt, remindAt, remindedAt: null, approvals: [], round: 0, counts, shownTo, ended: null },
  };
  const { by, at, conversation } = operation;
  const request: Request = {
    ...{ id, kind: 'approval', groupId, by, at, conversation, hash, plan: null, decided: null, filter: [], approval },
  };
  const stored = await office.store.requests.update(id, (value) => value ?? request);
  await showTo(office, stored?.value ?? request, '');
}

/**
 * Shows a request to all that it is for: a card each, all drawn from the same state.
 * @param again told apart by it: the same again shows nothing new
 */
export async function showTo(office: Office, request: Request, again: '' | '-reminder'): Promise<void> {
  const subject = { kind: 'request', requestId: request.id } as const;
  // Where the channel turns out to be closed to us, somebody who can decide gets it.
  const [instead = request.by] = await othersThan(office, request);
  for (const conversation of request.approval?.shownTo ?? []) {
    const id = `request-${request.id}-${conversation}${again}`;
    await office.conversation.show({ id, subject, conversation, person: instead });
  }
}

async function othersThan(office: Office, { by, groupId }: Request): Promise<readonly PersonId[]> {
  return groupId === null ? [] : (await approversOf(office, groupId)).filter((person) => person !== by);
}

async function halfApproved(
  office: Office,
  { by, at }: Operation,
  intent: Extract<Intent, { kind: 'half-approve' }>,
): Promise<void> {
  await office.store.requests.update(intent.request, (value) => {
    if (value?.approval?.state !== 'asked' || value.hash !== intent.hash) return null;
    return { ...value, approval: stepped(value.approval, { event: 'approve-first', by, at }) };
  });
  office.conversation.changed({ kind: 'request', requestId: intent.request });
}

/**
 * Ends the request that a decision was taken on: all that shows it is drawn again, and who asked is told, once. Does
 * nothing for any other decision. Safe to repeat.
 * @param refusal why the decision was not carried out after all
 */
export async function settle(office: Office, operation: Operation, refusal: string | null): Promise<void> {
  const step = lastStep(operation, refusal);
  if (step === null) return;
  const stored = await office.store.requests.update(operation.id, (value) => {
    if (value === null || value.approval === null || !isWaiting(value.approval)) return null;
    return { ...value, approval: stepped(value.approval, step) };
  });
  const request = stored?.value;
  if (request === undefined || request.approval === null) return;
  office.conversation.changed({ kind: 'request', requestId: request.id });
  await tellWhoAsked(office, request, request.approval);
}

function lastStep({ intent, by, at }: Operation, refusal: string | null): RequestStep | null {
  if (refusal !== null) return { event: 'decline', by: null, at, reason: refusal };
  if (intent.kind === 'decide') return { event: 'approve', by, at };
  if (intent.kind === 'decline') return { event: 'decline', by, at, reason: intent.reason };
  if (intent.kind !== 'close-request') return null;
  const { how, because, reason } = intent;
  if (how === 'withdraw') return { event: how, by, at };
  if (how === 'answer') return { event: 'approve', by, at };
  return how === 'expire' ? { event: how, at, reason } : { event: how, by: because, at, reason };
}

/** Who withdrew knows it. */
async function tellWhoAsked(office: Office, request: Request, approval: Approval): Promise<void> {
  const { state, ended, counts } = approval;
  const { id, by: person, groupId } = request;
  if (ended === null || state === 'withdrawn' || groupId === null) return;
  const groupName = office.groups().find((group) => group.id === groupId)?.name ?? groupId;
  const notice = {
    about: 'request-ended',
    state,
    counts,
    groupId,
    groupName,
    by: ended.by,
    reason: ended.reason,
    mayRun: (await rolesNow(office, person, groupId)).includes('operator'),
  } as const;
  await office.conversation.show({
    id: `request-${id}-outcome`,
    subject: { kind: 'notice', notice },
    conversation: person,
    person,
  });
}
