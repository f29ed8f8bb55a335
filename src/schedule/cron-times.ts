import { Cron } from 'croner';
import { PatchbayError } from '../domain/errors.js';
import type { ReadCron } from '../domain/window-occurrences.js';

const LONGEST = 100;

/**
 * When a cron expression matches, read as a clock in UTC: the caller knows the time zone and what its changes of summer
 * time mean.
 * @throws PatchbayError PB331 for what is no expression of five fields
 */
export const readCron: ReadCron = (expression) => {
  const cron = cronOf(expression);
  return (after) => cron.nextRun(new Date(after))?.getTime() ?? null;
};

function cronOf(expression: string): Cron {
  const fields = expression.trim().split(/\s+/);
  if (fields.length !== 5 || expression.length > LONGEST) throw refused(expression);
  try {
    return new Cron(fields.join(' '), { timezone: 'UTC', mode: '5-part', paused: true });
  } catch (thrown) {
    throw refused(expression, thrown);
  }
}

function refused(expression: string, cause?: unknown): PatchbayError {
  return new PatchbayError('PB331', { expression: expression.slice(0, LONGEST) }, { cause });
}
