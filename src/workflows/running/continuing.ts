import type { TaskId } from '../../domain/ids.js';
import type { Operation } from '../../domain/operation.js';
import type { Office } from '../office.js';

/** Stored first, then begun: a crash in between is made up for when the task is taken up. */
export async function continued(office: Office, { by, at }: Operation, id: TaskId): Promise<readonly string[]> {
  const stored = await office.store.tasks.update(id, (task) =>
    task === null || task.rollout === null || task.rollout.continued !== null || task.stop !== null
      ? null
      : { ...task, rollout: { ...task.rollout, continued: { by, at } } },
  );
  await office.engine.proceed(id);
  return stored?.value.rollout?.continued?.at === at ? [] : [`task ${id} was stopped meanwhile`];
}
