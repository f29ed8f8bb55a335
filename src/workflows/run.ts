import { PatchbayError } from '../domain/errors.js';
import type { GroupId, OperationId } from '../domain/ids.js';
import type { Plan } from '../domain/plan.js';
import { planRun } from '../domain/planning.js';
import type { Task } from '../domain/task.js';
import { inChannelOf, started } from './beginning.js';
import { groupOfRequest, requestOf, runView } from './card-queries.js';
import { demandOpen, demandSame, offer } from './cards.js';
import type { Asker, Desk } from './desk.js';
import { computersOf, freshWsus, groupOf, type Office, patchesById } from './office.js';
import { carryOut, RIGHTS, secondClick } from './operations.js';
import { demand } from './rights.js';

async function planOf(office: Office, id: GroupId): Promise<Plan> {
  const group = groupOf(office, id);
  const wsus = await freshWsus(office);
  const computers = await computersOf(office, group.computers);
  const reference = { patch: await patchesById(office), wsus, rules: office.rules, hash: office.hash };
  return planRun(group, computers, reference, office.clock.now());
}

export async function offerRun(office: Office, asker: Asker, id: GroupId): ReturnType<Desk['offerRun']> {
  await demand(office, asker.person, RIGHTS.run, id);
  const plan = await planOf(office, id);
  const what = { kind: 'run', groupId: id, hash: plan.hash, plan, filter: [] } as const;
  return runView(office, await offer(office, inChannelOf(groupOf(office, id), asker), what));
}

export async function run(office: Office, asker: Asker, id: OperationId): Promise<Task> {
  await demand(office, asker.person, RIGHTS.run, await groupOfRequest(office, id));
  const request = await requestOf(office, id, 'run');
  await demandOpen(office, request);
  const groupId = request.groupId ?? ('' as GroupId);
  const plan = await planOf(office, groupId);
  await demandSame(office, request, { hash: plan.hash, plan });
  if (plan.rows.length === 0)
    throw new PatchbayError('PB110', { what: 'No computer of this plan can be patched now; the card says why.' });
  const decision = { ...asker, operation: id, conversation: request.conversation };
  return started(
    office,
    await carryOut(office, decision, { kind: 'run', groupId, plan, until: null, opening: null }, secondClick()),
  );
}
