import { PatchbayError } from '../../domain/errors.js';
import type { OperationId, TaskId } from '../../domain/ids.js';
import { canariesOf } from '../../domain/rollout.js';
import type { Asker } from '../desk.js';
import type { Office } from '../office.js';
import { carryOut, RIGHTS, secondClick } from '../operations.js';
import { demand } from '../rights.js';
import { taskNamed } from '../task-queries.js';

/**
 * After the canary computers the others follow. A task has one operation for it, whoever clicks and however often.
 * @returns how many computers had waited
 */
export async function continueRun(office: Office, asker: Asker, id: TaskId): Promise<{ readonly waiting: number }> {
  const task = await taskNamed(office, id);
  await demand(office, asker.person, RIGHTS.continue, task.groupId);
  const { rollout, groupId, conversation } = task;
  if (rollout?.continued)
    throw new PatchbayError('PB303', { as: `task ${id} continued`, by: `@${rollout.continued.by}` });
  const report = canariesOf(rollout, await office.engine.records(task));
  if (report === null || task.stop !== null || task.endedAt !== null)
    throw new PatchbayError('PB125', { task: id, command: office.command });
  const once = { ...asker, operation: `continue-task-${id}` as OperationId, conversation };
  await carryOut(office, once, { kind: 'continue', taskId: id, groupId }, secondClick());
  return { waiting: report.waiting };
}
