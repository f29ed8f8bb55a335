import { PatchbayError } from '../domain/errors.js';
import type { GroupId, OperationId, PersonId } from '../domain/ids.js';
import type { Request } from '../domain/operation.js';
import { type Approval, isWaiting, type RequestCounts, stepped } from '../domain/request.js';
import type { Asker } from './desk.js';
import type { Office } from './office.js';
import { secondClick } from './operations.js';
import { inPieces } from './pieces.js';
import { rolesNow } from './rights.js';

type Offered = Pick<Request, 'kind' | 'groupId' | 'hash' | 'plan' | 'filter'>;

/** So long a card is not shown again to a conversation that has it: it is still on the screen. */
const SHOWN_LATELY_MS = 5 * 60_000;

/**
 * Stores a card's request and shows it. The asker's operation id names it, so a second delivery shows nothing new.
 * @returns the request's id: that of a card which is there already, where it asks the same. For somebody who may only
 *   look nothing is shown: the card is for this person alone, and `whereIs` says so.
 */
export async function offer(office: Office, asker: Asker, what: Offered): Promise<OperationId> {
  const id = asker.operation;
  const before = await shownLately(office, asker, what);
  if (before !== null) return before;
  const { person: by, conversation } = asker;
  const request: Request = { ...what, id, by, at: office.clock.now(), conversation, decided: null, approval: null };
  await office.store.requests.update(id, (value) => value ?? request);
  if (!(await mayAct(office, by, what.groupId))) return id;
  const subject = { kind: 'request', requestId: id } as const;
  await office.conversation.show({ id: `request-${id}`, subject, conversation, person: by });
  return id;
}

/** In doubt the card is for this person alone: who may only look still sees it. */
async function mayAct(office: Office, person: PersonId, group: GroupId | null): Promise<boolean> {
  const roles = await rolesNow(office, person, group);
  return roles.includes('operator') || roles.includes('approver');
}

/** An open card in the same conversation that asks the same; plans of runs are made anew. */
async function shownLately(office: Office, asker: Asker, what: Offered): Promise<OperationId | null> {
  if (what.kind === 'run') return null;
  const since = office.clock.now() - SHOWN_LATELY_MS;
  const shown: OperationId[] = [];
  await inPieces(await office.store.requests.ids(), async (id) => {
    const request = (await office.store.requests.get(id))?.value;
    if (request === undefined || request.at <= since || request.decided !== null) return;
    if (isSame(request, asker, what) && (await placeOf(office, request.id)) !== null) shown.push(request.id);
  });
  return shown[0] ?? null;
}

function isSame(request: Request, { conversation }: Asker, what: Offered): boolean {
  const asks = ({ kind, groupId, hash, filter }: Offered) => JSON.stringify([kind, groupId, hash, filter]);
  return request.conversation === conversation && asks(request) === asks(what);
}

async function placeOf(office: Office, id: OperationId): Promise<Place | null> {
  const surface = (await office.store.surfaces.get(`request-${id}`))?.value;
  if (surface === undefined || surface.channel === null || surface.ts === null) return null;
  return { channel: surface.channel, ts: surface.ts };
}

interface Place {
  readonly channel: string;
  readonly ts: string;
}

/** Where the card of an answer is: on its way, for the asker alone, or there already. */
export async function whereIs(office: Office, asker: Asker, id: OperationId): Promise<'new' | 'private' | Place> {
  if (id !== asker.operation) return (await placeOf(office, id)) ?? 'new';
  const group = (await office.store.requests.get(id))?.value.groupId ?? null;
  return (await mayAct(office, asker.person, group)) ? 'new' : 'private';
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
