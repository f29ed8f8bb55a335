import { PatchbayError } from '../../domain/errors.js';
import type { ComputerId, TaskId } from '../../domain/ids.js';
import { openTasks } from '../beginning.js';
import type { Office } from '../office.js';

/** @throws PatchbayError PB132 while a task holds the computer, or will */
export async function demandIdle(office: Office, id: ComputerId): Promise<void> {
  const task = await taskWith(office, id);
  if (task !== null) throw new PatchbayError('PB132', { computer: id, task, command: office.command });
}

/** The task that holds the computer, or will. */
export async function taskWith(office: Office, id: ComputerId): Promise<TaskId | null> {
  const run = (await office.store.computers.get(id))?.value.run ?? null;
  if (run !== null) return run.taskId;
  return (await openTasks(office)).find(({ computers }) => computers.includes(id))?.id ?? null;
}
