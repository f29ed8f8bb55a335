import { PatchbayError } from '../domain/errors.js';
import type { TaskId } from '../domain/ids.js';
import { isEnded, type Status, type TargetRecord } from '../domain/target.js';
import { statusOfTask, subtasksOf, type Task } from '../domain/task.js';
import type { LogView, TaskView } from '../domain/views.js';
import { computersOf, type Office, wsusOf } from './office.js';
import { isCompliant } from './status-queries.js';
import { wsusWarnings } from './wsus-warnings.js';

export async function taskView(office: Office, id: TaskId): Promise<TaskView> {
  const task = await taskNamed(office, id);
  const targets = await office.engine.records(task);
  const wsus = await wsusOf(office);
  const sync = wsus?.lastSync ?? null;
  const hasSynced = task.kind === 'sync' && task.status === 'Succeeded';
  return {
    task,
    status: shownStatus(task, targets),
    groupName: office.groups().find((group) => group.id === task.groupId)?.name ?? null,
    subtasks: subtasksOf(task, targets),
    targets,
    atWork: office.engine.atWork(),
    sync: hasSynced ? sync : null,
    warnings: hasSynced ? await wsusWarnings(office) : [],
    compliant: await compliantNow(office, task),
  };
}

/** That all targets have ended is not the end yet: what they make of the task is stored after them, and told with it. */
function shownStatus(task: Task, targets: readonly TargetRecord[]): Status {
  const status = statusOfTask(task, targets);
  return task.endedAt === null && !isEnded(status) ? status : task.status;
}

/** @throws PatchbayError PB107 */
export async function taskNamed(office: Office, id: TaskId): Promise<Task> {
  const task = (await office.store.tasks.get(id))?.value;
  if (task === undefined) throw new PatchbayError('PB107', { task: id, command: office.command });
  return task;
}

async function compliantNow(office: Office, task: Task): Promise<TaskView['compliant']> {
  const group = office.groups().find((one) => one.id === task.groupId);
  if (group === undefined) return null;
  const computers = await computersOf(office, group.computers);
  return { yes: computers.filter(isCompliant).length, of: computers.length };
}

/** The newest tasks, newest first. */
export async function latestTasks(office: Office, count: number): Promise<readonly TaskView[]> {
  const ids = [...(await office.store.tasks.ids())].sort((a, b) => Number(b) - Number(a)).slice(0, count);
  return Promise.all(ids.map((id) => taskView(office, id as TaskId)));
}

export async function logView(office: Office, logId: string): Promise<LogView> {
  const record = (await office.store.targets.get(logId))?.value;
  const task = logId.split('.')[0] ?? '';
  if (record === undefined)
    throw new PatchbayError('PB108', { log: logId.slice(0, 30), task: task.slice(0, 10), command: office.command });
  return {
    logId,
    taskId: record.taskId,
    taskName: (await office.store.tasks.get(record.taskId))?.value.name ?? '',
    computerId: record.computerId,
    status: record.status,
    failure: record.failure,
    entries: record.log,
  };
}
