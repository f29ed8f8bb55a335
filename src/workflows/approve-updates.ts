import { PatchbayError } from '../domain/errors.js';
import type { OperationId } from '../domain/ids.js';
import type { WsusFacts } from '../domain/patch.js';
import type { ApprovalOrder } from '../domain/target.js';
import type { Task } from '../domain/task.js';
import type { UpdateRow } from '../domain/views.js';
import { started } from './beginning.js';
import { requestOf } from './card-queries.js';
import { demandOpen, demandSame, offer } from './cards.js';
import type { Asker, Desk, UpdatesFilter } from './desk.js';
import { freshWsus, type Office, wsusOf } from './office.js';
import { carryOut, RIGHTS, secondClick } from './operations.js';
import { demand } from './rights.js';
import { updateRows, updatesView } from './update-queries.js';

export async function offerUpdates(
  office: Office,
  asker: Asker,
  filter: UpdatesFilter,
): ReturnType<Desk['offerUpdates']> {
  await demand(office, asker.person, ['viewer']);
  const wsus = await wsusOf(office);
  if (wsus === null) throw new PatchbayError('PB603', { command: office.command });
  const rows = await updateRows(office, wsus, filter);
  if (rows.length === 0) throw new PatchbayError('PB110', { what: nothingWaits(office, filter) });
  const hash = await updatesHash(office, wsus, filter);
  const what = { kind: 'approve-updates', groupId: null, hash, plan: null, filter: filter.words } as const;
  return updatesView(office, await offer(office, asker, what));
}

function nothingWaits(office: Office, filter: UpdatesFilter): string {
  if (filter.words.length > 0) return `No patch matches "${filter.words.join(' ').slice(0, 60)}".`;
  return `No patch waits for approval on WSUS. Type ${office.command} sync to look for new ones.`;
}

async function updatesHash(office: Office, wsus: WsusFacts | null, filter: UpdatesFilter): Promise<string> {
  const rows = await updateRows(office, wsus, filter);
  return office.hash(rows.map(({ patch, approvedFor }) => [patch.updateId, patch.revision, ...approvedFor]).join('\n'));
}

export async function approveUpdates(
  office: Office,
  asker: Asker,
  id: OperationId,
  order: Parameters<Desk['approveUpdates']>[2],
): Promise<Task> {
  await demand(office, asker.person, RIGHTS['approve-updates']);
  const request = await requestOf(office, id, 'approve-updates');
  await demandOpen(office, request);
  const wsus = await freshWsus(office);
  if (wsus.replica) throw new PatchbayError('PB604', { cause: 'it is a replica; approve on its upstream server' });
  const hash = await updatesHash(office, wsus, { words: request.filter });
  await demandSame(office, request, { hash, plan: null });
  const shown = await updateRows(office, wsus, { words: request.filter });
  const approvals = approvalOrders(shown, wsus, order);
  const decision = { ...asker, operation: id, conversation: request.conversation };
  return started(office, await carryOut(office, decision, { kind: 'approve-updates', approvals }, secondClick()));
}

/** Only what the card showed can be chosen. */
function approvalOrders(
  shown: readonly UpdateRow[],
  wsus: WsusFacts,
  order: Parameters<Desk['approveUpdates']>[2],
): readonly ApprovalOrder[] {
  const group = wsus.groups.find((one) => one.id === order.wsusGroup);
  if (group === undefined) {
    const groups = wsus.groups.map(({ name }) => name).join(', ');
    throw new PatchbayError('PB605', { group: order.wsusGroup.slice(0, 60), groups });
  }
  const chosen = shown.flatMap(({ patch }) => (order.updates.includes(patch.updateId) ? [patch] : []));
  if (chosen.length === 0) throw new PatchbayError('PB110', { what: 'Choose at least one patch.' });
  return chosen.map(({ updateId, revision }) => ({
    updateId,
    revision,
    groupId: group.id,
    action: order.action,
    deadline: null,
  }));
}
