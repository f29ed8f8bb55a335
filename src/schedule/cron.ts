import { schedule } from 'node-cron';

/** A slot is still kept when the process was busy for this long. */
const TOLERANCE_MS = 60_000;

/**
 * Calls back at each moment of a cron expression, never twice at once; the returned function ends it.
 * @param expression five fields, in the time zone of the process
 */
export function everyTime(expression: string, name: string, callback: () => Promise<void>): () => Promise<void> {
  const task = schedule(expression, callback, { name, noOverlap: true, missedExecutionTolerance: TOLERANCE_MS });
  return async () => {
    await task.destroy();
  };
}
