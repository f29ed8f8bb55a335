import { PatchbayError } from '../domain/errors.js';
import type { OperationId } from '../domain/ids.js';
import type { Request } from '../domain/operation.js';
import { type Approval, isWaiting, type RequestCounts, stepped } from '../domain/request.js';
import type { Asker } from './desk.js';
import type { Office } from './office.js';
import { secondClick } from './operations.js';

/** Stores a card's request and shows it. The asker's operation id names it, so a second delivery shows nothing new. */
export async function offer(
  office: Office,
  asker: Asker,
  what: Pick<Request, 'kind' | 'groupId' | 'hash' | 'plan' | 'filter'>,
): Promise<OperationId> {
  const id = asker.operation;
  const { person: by, conversation } = asker;
  const request: Request = { ...what, id, by, at: office.clock.now(), conversation, decided: null, approval: null };
  await office.store.requests.update(id, (value) => value ?? request);
  const subject = { kind: 'request', requestId: id } as const;
  await office.conversation.show({ id: `request-${id}`, subject, conversation, person: by });
  return id;
}

/**
 * What was shown is no longer so: the card is drawn anew, and the click has no effect.
 * @throws PatchbayError PB302
 */
export async function demandSame(
  office: Office,
  request: Request,
  now: Pick<Request, 'hash' | 'plan'> & { readonly counts?: RequestCounts },
): Promise<void> {
  if (request.hash === now.hash) return;
  const { hash, plan, counts } = now;
  await office.store.requests.update(request.id, (value) =>
    value === null ? null : { ...value, hash, plan, approval: changedTo(value.approval, counts) },
  );
  office.conversation.changed({ kind: 'request', requestId: request.id });
  throw new PatchbayError('PB302');
}

/** What was approved of it before was something else. */
function changedTo(approval: Approval | null, counts: RequestCounts | undefined): Approval | null {
  if (approval === null || counts === undefined || !isWaiting(approval)) return approval;
  return stepped(approval, { event: 'change', counts });
}

/** A card that was decided on answers with what was decided. */
export async function demandOpen(office: Office, request: Request): Promise<void> {
  const operation = await office.store.operations.get(request.id);
  if (operation !== null) secondClick()(operation.value);
}
