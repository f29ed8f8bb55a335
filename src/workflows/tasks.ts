import { PatchbayError } from '../domain/errors.js';
import type { GroupId } from '../domain/ids.js';
import type { Task } from '../domain/task.js';
import { inChannelOf, openTasks, started } from './beginning.js';
import type { Asker } from './desk.js';
import { computersOf, groupOf, type Office, wsusOf } from './office.js';
import { carryOut, RIGHTS } from './operations.js';
import { demand } from './rights.js';

export async function sync(office: Office, asker: Asker): Promise<Task> {
  await demand(office, asker.person, RIGHTS.start);
  const running = (await openTasks(office)).find((task) => task.kind === 'sync' && task.operation !== asker.operation);
  if (running !== undefined) throw new PatchbayError('PB602', { task: ` (task ${running.id})` });
  return started(office, await carryOut(office, asker, { kind: 'start', task: 'sync', groupId: null, computers: [] }));
}

export async function scan(office: Office, asker: Asker, id: GroupId): Promise<Task> {
  await demand(office, asker.person, RIGHTS.start, id);
  const group = groupOf(office, id);
  if ((await wsusOf(office)) === null) throw new PatchbayError('PB603', { command: office.command });
  const intent = { kind: 'start', task: 'scan-and-check', groupId: id, computers: group.computers } as const;
  return started(office, await carryOut(office, inChannelOf(group, asker), intent));
}

export async function check(office: Office, asker: Asker, id: GroupId): Promise<Task> {
  await demand(office, asker.person, RIGHTS.start, id);
  const group = groupOf(office, id);
  const computers = await computersOf(office, group.computers);
  if (computers.every((computer) => computer.scan === null))
    throw new PatchbayError('PB105', { group: id, command: office.command });
  const intent = { kind: 'start', task: 'check', groupId: id, computers: group.computers } as const;
  return started(office, await carryOut(office, inChannelOf(group, asker), intent));
}
