import type { Clock } from '../ports/clock.js';

/** setTimeout's limit: a longer wait is cut to it, and whoever waits looks again. */
const LONGEST_MS = 2 ** 31 - 1;

/** The machine's own time. */
export function systemClock(): Clock {
  return {
    now: () => Date.now(),
    after(milliseconds, callback) {
      const timer = setTimeout(callback, Math.min(Math.max(milliseconds, 0), LONGEST_MS));
      return () => clearTimeout(timer);
    },
  };
}
