import { PatchbayError } from '../domain/errors.js';
import type { ProvisioningGroup } from '../domain/group.js';
import type { Operation } from '../domain/operation.js';
import type { Task } from '../domain/task.js';
import type { Asker } from './desk.js';
import type { Office } from './office.js';

export async function started(office: Office, operation: Operation): Promise<Task> {
  const task = operation.taskId === null ? null : await office.store.tasks.get(operation.taskId);
  if (task === null) throw new PatchbayError('PB899', { cause: `operation ${operation.id} started no task` });
  return task.value;
}

export async function openTasks(office: Office): Promise<readonly Task[]> {
  const ids = await office.store.tasks.ids();
  const tasks = await Promise.all(ids.map((id) => office.store.tasks.get(id)));
  return tasks.flatMap((task) => (task !== null && task.value.endedAt === null ? [task.value] : []));
}

/** A group's cards lie in its own channel, where it has one. */
export function inChannelOf(group: ProvisioningGroup, asker: Asker): Asker {
  return { ...asker, conversation: group.channel ?? asker.conversation };
}
