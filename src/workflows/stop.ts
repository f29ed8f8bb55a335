import { PatchbayError } from '../domain/errors.js';
import type { ComputerId, TaskId } from '../domain/ids.js';
import type { Task } from '../domain/task.js';
import { openTasks } from './beginning.js';
import type { Asker, Desk, Named } from './desk.js';
import { computersOf, type Office } from './office.js';
import { carryOut, RIGHTS } from './operations.js';
import { demand } from './rights.js';

export async function stop(office: Office, asker: Asker, what: Named | 'everything'): ReturnType<Desk['stop']> {
  await demand(office, asker.person, RIGHTS.stop);
  if (what !== 'everything' && 'computer' in what)
    throw new PatchbayError('PB106', { what: 'a task, a group or "everything"', example: `${office.command} stop 12` });
  const tasks = (await openTasks(office)).filter((task) => isMeant(task, what)).map((task) => task.id);
  if (tasks.length === 0) throw new PatchbayError('PB110', { what: 'Nothing of that is running.' });
  await carryOut(office, asker, { kind: 'stop', tasks });
  return { stopped: tasks, stillRunning: await stillRunning(office, tasks) };
}

function isMeant(task: Task, what: Exclude<Named, { computer: ComputerId }> | 'everything'): boolean {
  if (what === 'everything') return true;
  return 'task' in what ? task.id === what.task : task.groupId === what.group;
}

async function stillRunning(office: Office, tasks: readonly TaskId[]): Promise<number> {
  const computers = await computersOf(office, office.computers);
  return computers.filter(({ run: held }) => held !== null && held.ended === null && tasks.includes(held.taskId))
    .length;
}
