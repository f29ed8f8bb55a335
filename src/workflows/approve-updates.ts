import { PatchbayError } from '../domain/errors.js';
import type { OperationId } from '../domain/ids.js';
import { ALL_COMPUTERS, briefName, type Patch, type WsusFacts } from '../domain/patch.js';
import type { ApprovalOrder } from '../domain/target.js';
import type { Task } from '../domain/task.js';
import { filterText, type UpdatesFilter } from '../domain/update-filter.js';
import type { UpdateRow } from '../domain/views.js';
import { started } from './beginning.js';
import { requestOf } from './card-queries.js';
import { demandOpen, demandSame, offer } from './cards.js';
import type { Asker, Desk, UpdatesOrder } from './desk.js';
import { freshWsus, type Office, wsusOf } from './office.js';
import { carryOut, secondClick, updatesRights } from './operations.js';
import { demand } from './rights.js';
import { updateRows, updatesFilterOf, updatesView } from './update-queries.js';

export async function offerUpdates(
  office: Office,
  asker: Asker,
  filter: UpdatesFilter,
): ReturnType<Desk['offerUpdates']> {
  await demand(office, asker.person, ['viewer']);
  const wsus = await wsusOf(office);
  if (wsus === null) throw new PatchbayError('PB603', { command: office.command });
  const rows = await updateRows(office, wsus, filter);
  if (rows.length === 0) throw nothingIsMeant(office, filter);
  const what = { kind: 'approve-updates', groupId: null, hash: hashOf(office, rows), plan: null } as const;
  return updatesView(office, await offer(office, asker, { ...what, filter: [filterText(filter)] }));
}

/** Another page of the same card. @param page from 0; one that there is not is drawn as the nearest */
export async function turnUpdates(office: Office, asker: Asker, id: OperationId, page: number): Promise<void> {
  await demand(office, asker.person, ['viewer']);
  await requestOf(office, id, 'approve-updates');
  await office.store.requests.update(id, (value) =>
    value === null ? null : { ...value, filter: [value.filter[0] ?? '', String(page)] },
  );
  office.conversation.changed({ kind: 'request', requestId: id });
}

function nothingIsMeant(office: Office, filter: UpdatesFilter): PatchbayError {
  const text = filterText(filter);
  if (text === '') return new PatchbayError('PB607', { command: office.command });
  return new PatchbayError('PB608', { filter: text.slice(0, 120), command: office.command });
}

/** Of what a decision rests on: which patches, in which revision, approved for whom. */
function hashOf(office: Office, rows: readonly UpdateRow[]): string {
  return office.hash(rows.map(({ patch, approvedFor }) => [patch.updateId, patch.revision, ...approvedFor]).join('\n'));
}

/** A decline is for the whole server, and for administrators. */
export async function approveUpdates(
  office: Office,
  asker: Asker,
  id: OperationId,
  order: UpdatesOrder,
): Promise<Task> {
  await demand(office, asker.person, updatesRights([order]));
  const request = await requestOf(office, id, 'approve-updates');
  await demandOpen(office, request);
  const wsus = await freshWsus(office);
  if (wsus.replica) throw new PatchbayError('PB609');
  const shown = await updateRows(office, wsus, updatesFilterOf(request));
  await demandSame(office, request, { hash: hashOf(office, shown), plan: null });
  const approvals = approvalOrders(office, shown, wsus, order);
  const decision = { ...asker, operation: id, conversation: request.conversation };
  return started(office, await carryOut(office, decision, { kind: 'approve-updates', approvals }, secondClick()));
}

/** Only what the card showed can be chosen. */
function approvalOrders(
  office: Office,
  shown: readonly UpdateRow[],
  wsus: WsusFacts,
  order: UpdatesOrder,
): readonly ApprovalOrder[] {
  const groups = order.action === 'decline' ? [ALL_COMPUTERS] : groupsIn(wsus, order.wsusGroups);
  const chosen = new Set<string>(order.updates);
  const patches = shown.flatMap(({ patch }) => (chosen.has(patch.updateId) ? [patch] : []));
  if (patches.length === 0) throw new PatchbayError('PB114', { what: 'one patch' });
  if (order.action === 'uninstall') demandUninstallable(patches);
  const deadline = order.action === 'install' || order.action === 'uninstall' ? order.deadline : null;
  if (deadline !== null && deadline <= office.clock.now()) throw new PatchbayError('PB610');
  const { action } = order;
  return groups.flatMap((groupId) =>
    patches.map(({ updateId, revision }) => ({ updateId, revision, groupId, action, deadline })),
  );
}

/** Half an order is not what was chosen: nothing is ordered where one of them stays. */
function demandUninstallable(patches: readonly Patch[]): void {
  const stays = patches.find(({ uninstallable }) => !uninstallable);
  if (stays !== undefined) throw new PatchbayError('PB612', { patch: briefName(stays) });
}

function groupsIn(wsus: WsusFacts, ids: readonly string[]): readonly string[] {
  if (ids.length === 0) throw new PatchbayError('PB114', { what: 'one WSUS group' });
  const known = new Set(wsus.groups.map(({ id }) => id));
  const unknown = ids.find((id) => !known.has(id));
  if (unknown === undefined) return [...new Set(ids)];
  const groups = wsus.groups.map(({ name }) => name).join(', ');
  throw new PatchbayError('PB605', { group: unknown.slice(0, 60), groups });
}
