import { PatchbayError } from '../../domain/errors.js';
import type { TaskId } from '../../domain/ids.js';
import type { Share } from '../../domain/rollout.js';
import type { Task } from '../../domain/task.js';
import type { RunView } from '../../domain/views.js';
import type { Asker } from '../desk.js';
import type { Office } from '../office.js';
import { offerRun } from '../run.js';
import { taskNamed } from '../task-queries.js';

/** Shows the plan of a run for what failed in an earlier one, and for nothing else. */
export async function offerRetry(office: Office, asker: Asker, id: TaskId): Promise<RunView> {
  const task = await taskNamed(office, id);
  if (task.kind !== 'run' || task.groupId === null || task.plan === null)
    throw new PatchbayError('PB126', { task: id, command: office.command });
  if (task.endedAt === null) throw new PatchbayError('PB127', { task: id });
  const only = await failedOf(office, task);
  if (only.length === 0) throw new PatchbayError('PB128', { task: id, command: office.command, group: task.groupId });
  // Its canary computers have had their turn.
  const { leftOut: _, ...options } = task.plan.options;
  return offerRun(office, asker, task.groupId, { ...options, canaries: 0, only });
}

/** The computers whose targets failed, each with what was planned for it. */
async function failedOf(office: Office, task: Task): Promise<readonly Share[]> {
  const failed = new Set(
    (await office.engine.records(task)).flatMap((one) => (one.status === 'Failed' ? one.computerId : [])),
  );
  const rows = task.plan?.rows.filter((row) => failed.has(row.computerId)) ?? [];
  return rows.map((row) => ({ computerId: row.computerId, updates: row.updates.map(({ updateId }) => updateId) }));
}
