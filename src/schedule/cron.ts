import { schedule } from 'node-cron';

/** A slot is still kept when the process was busy for this long. */
const TOLERANCE_MS = 60_000;

/**
 * Calls back at each moment of a cron expression, never twice at once; the returned function ends it, and waits for a
 * call that is under way.
 * @param expression five fields, in the time zone of the process
 */
export function everyTime(expression: string, name: string, callback: () => Promise<void>): () => Promise<void> {
  let call: Promise<void> = Promise.resolve();
  const begin = (): Promise<void> => {
    call = callback();
    return call;
  };
  const task = schedule(expression, begin, { name, noOverlap: true, missedExecutionTolerance: TOLERANCE_MS });
  return async () => {
    await task.destroy();
    // How it ended is told by the schedule itself.
    await Promise.allSettled([call]);
  };
}
