import type { Computer } from '../domain/computer.js';
import type { TaskId } from '../domain/ids.js';
import type { DecidedRows, Intent, Operation } from '../domain/operation.js';
import { moved, stateAfter } from '../domain/recommendation.js';
import type { Office } from './office.js';

export async function decide(
  office: Office,
  operation: Operation,
  intent: Extract<Intent, { kind: 'decide' }>,
): Promise<readonly string[]> {
  const skipped: string[] = [];
  for (const row of intent.rows) {
    await office.store.computers.update(row.computerId, (computer) => {
      if (computer === null) return null;
      const { after, missed } = decidedRow(computer, operation, row, intent.event);
      skipped.push(...missed.map((id) => `${row.computerId} ${id}`));
      return after;
    });
  }
  return skipped;
}

function decidedRow(
  computer: Computer,
  operation: Operation,
  row: DecidedRows,
  event: Extract<Intent, { kind: 'decide' }>['event'],
): { after: Computer; missed: readonly string[] } {
  const recommendations = { ...computer.recommendations };
  const missed: string[] = [];
  for (const id of row.recommendations) {
    const recommendation = recommendations[id];
    if (recommendation?.operation === operation.id) continue;
    if (recommendation === undefined || stateAfter(recommendation.state, event) === null) missed.push(id);
    else
      recommendations[id] = moved(recommendation, {
        event,
        at: operation.at,
        by: operation.by,
        operation: operation.id,
      });
  }
  const changed = row.recommendations.some((id) => recommendations[id] !== computer.recommendations[id]);
  return { after: changed ? { ...computer, recommendations } : computer, missed };
}

export async function stop(office: Office, operation: Operation, tasks: readonly TaskId[]): Promise<readonly string[]> {
  for (const id of tasks) {
    await office.store.tasks.update(id, (task) =>
      task === null || task.stop !== null || task.endedAt !== null
        ? null
        : { ...task, stop: { by: operation.by, at: operation.at } },
    );
    await office.engine.stop(id);
  }
  return [];
}
