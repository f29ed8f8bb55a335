import { PatchbayError } from '../domain/errors.js';
import type { ComputerId, TaskId } from '../domain/ids.js';
import type { Task } from '../domain/task.js';
import { openTasks } from './beginning.js';
import type { Asker, Desk, Named } from './desk.js';
import { computersOf, type Office } from './office.js';
import { carryOut, RIGHTS } from './operations.js';
import { demand, mayNow } from './rights.js';

/** Nothing further of these tasks starts. Of a task that has ended, a job that was lost sight of is still looked for. */
export async function stop(office: Office, asker: Asker, what: Named | 'everything'): ReturnType<Desk['stop']> {
  if (what !== 'everything' && 'computer' in what)
    throw new PatchbayError('PB106', { what: 'a task, a group or "everything"', example: `${office.command} stop 12` });
  const meant = await meantOf(office, what);
  const mine = await filtered(meant, (task) => mayNow(office, asker.person, RIGHTS.stop, task.groupId));
  const others = meant.filter((task) => !mine.includes(task)).map((task) => task.id);
  if (mine.length === 0) await demand(office, asker.person, RIGHTS.stop, meant[0]?.groupId ?? null);
  if (mine.length === 0) throw new PatchbayError('PB124', { command: office.command });
  const tasks = mine.map((task) => task.id);
  await carryOut(office, asker, { kind: 'stop', tasks });
  const lost = await Promise.all(mine.map((task) => office.engine.lostJobsOf(task)));
  return { stopped: tasks, stillRunning: await stillRunning(office, tasks), lost: lost.flat(), others };
}

async function filtered(tasks: readonly Task[], test: (task: Task) => Promise<boolean>): Promise<readonly Task[]> {
  const kept = await Promise.all(tasks.map(test));
  return tasks.filter((_, index) => kept[index]);
}

async function meantOf(office: Office, what: Exclude<Named, { computer: ComputerId }> | 'everything') {
  const open = await openTasks(office);
  if (what === 'everything') return open;
  if ('group' in what) return open.filter((task) => task.groupId === what.group);
  const task = (await office.store.tasks.get(what.task))?.value;
  const isMeant = task !== undefined && (task.endedAt === null || (await office.engine.lostJobsOf(task)).length > 0);
  return isMeant ? [task] : [];
}

async function stillRunning(office: Office, tasks: readonly TaskId[]): Promise<number> {
  const computers = await computersOf(office, office.computers());
  return computers.filter(({ run: held }) => held !== null && held.ended === null && tasks.includes(held.taskId))
    .length;
}
