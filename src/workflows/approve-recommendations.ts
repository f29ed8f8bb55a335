import { PatchbayError } from '../domain/errors.js';
import type { GroupId, OperationId } from '../domain/ids.js';
import type { DecidedRows } from '../domain/operation.js';
import { rowCount } from './auditing.js';
import { inChannelOf } from './beginning.js';
import { decidable, groupOfRequest, recommendationsView, requestOf } from './card-queries.js';
import { demandOpen, demandSame, offer } from './cards.js';
import type { Asker, Desk, Selection } from './desk.js';
import { computersOf, groupOf, type Office } from './office.js';
import { carryOut, RIGHTS, secondClick } from './operations.js';
import { demand } from './rights.js';

export async function offerRecommendations(
  office: Office,
  asker: Asker,
  id: GroupId,
): ReturnType<Desk['offerRecommendations']> {
  await demand(office, asker.person, ['viewer']);
  const group = groupOf(office, id);
  const computers = await computersOf(office, group.computers);
  if (computers.every((computer) => computer.compliance === null))
    throw new PatchbayError('PB105', { group: id, command: office.command });
  const hash = await recommendationsHash(office, id);
  const what = { kind: 'recommendations', groupId: id, hash, plan: null, filter: [] } as const;
  return recommendationsView(office, await offer(office, inChannelOf(group, asker), what));
}

/** Of what can be approved: another state of these rows is another question. */
async function recommendationsHash(office: Office, id: GroupId): Promise<string> {
  const rows = await decidableRows(office, id, { updates: 'all', exceptComputers: [] });
  return office.hash(JSON.stringify(rows));
}

async function decidableRows(office: Office, id: GroupId, selection: Selection): Promise<readonly DecidedRows[]> {
  const computers = await computersOf(office, groupOf(office, id).computers);
  return computers
    .filter((computer) => !selection.exceptComputers.includes(computer.id))
    .map((computer) => ({
      computerId: computer.id,
      recommendations: Object.values(computer.recommendations)
        .filter(decidable)
        .map((recommendation) => recommendation.id)
        .filter((one) => selection.updates === 'all' || selection.updates.includes(one)),
    }))
    .filter((row) => row.recommendations.length > 0);
}

export async function approve(
  office: Office,
  asker: Asker,
  id: OperationId,
  selection: Selection,
): Promise<{ readonly decided: number }> {
  await demand(office, asker.person, RIGHTS.decide, await groupOfRequest(office, id));
  const request = await requestOf(office, id, 'recommendations');
  await demandOpen(office, request);
  const groupId = request.groupId ?? ('' as GroupId);
  await demandSame(office, request, { hash: await recommendationsHash(office, groupId), plan: null });
  const rows = await decidableRows(office, groupId, selection);
  if (rows.length === 0) throw new PatchbayError('PB110', { what: 'Choose at least one patch and one computer.' });
  const decision = { ...asker, operation: id, conversation: request.conversation };
  const operation = await carryOut(
    office,
    decision,
    { kind: 'decide', event: 'approve', groupId, rows },
    secondClick(),
  );
  return { decided: rowCount(rows) - operation.skipped.length };
}
