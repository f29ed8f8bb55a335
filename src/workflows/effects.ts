import type { Computer } from '../domain/computer.js';
import { asFailure } from '../domain/errors.js';
import type { TaskId } from '../domain/ids.js';
import type { DecidedRows, Intent, Operation } from '../domain/operation.js';
import { moved, type PersonEvent, stateAfter } from '../domain/recommendation.js';
import type { Office } from './office.js';

export async function decide(
  office: Office,
  operation: Operation,
  intent: Extract<Intent, { kind: 'decide' }>,
): Promise<readonly string[]> {
  const skipped: string[] = [];
  for (const row of intent.rows) {
    const missed = await decideRow(office, operation, row, intent.event);
    skipped.push(...missed.map((id) => `${row.computerId} ${id}`));
  }
  return skipped;
}

/** Gives the rows that could not be decided: those that changed meanwhile, and those of a damaged document. */
async function decideRow(
  office: Office,
  operation: Operation,
  row: DecidedRows,
  event: PersonEvent,
): Promise<readonly string[]> {
  let missed: readonly string[] = row.recommendations;
  try {
    await office.store.computers.update(row.computerId, (computer) => {
      if (computer === null) return null;
      const decided = decidedRow(computer, operation, row, event);
      missed = decided.missed;
      return decided.after;
    });
  } catch (thrown) {
    const failure = asFailure(thrown);
    if (failure.code !== 'PB803') throw thrown;
    office.report(failure, { computer: row.computerId });
  }
  return missed;
}

function decidedRow(
  computer: Computer,
  operation: Operation,
  row: DecidedRows,
  event: PersonEvent,
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
