import type { Clock } from '../../../sandbox/slack/model.js';

/** Time that passes when the test says so. */
export function manualClock(start = Date.UTC(2026, 0, 5, 9)): Clock & { pass(milliseconds: number): void } {
  let now = start;
  let waiting: { readonly at: number; readonly callback: () => void }[] = [];
  return {
    now: () => now,
    after(milliseconds, callback) {
      const one = { at: now + milliseconds, callback };
      waiting.push(one);
      return () => {
        waiting = waiting.filter((other) => other !== one);
      };
    },
    pass(milliseconds) {
      const until = now + milliseconds;
      for (;;) {
        const [next] = waiting.filter((one) => one.at <= until).toSorted((a, b) => a.at - b.at);
        if (next === undefined) break;
        waiting = waiting.filter((one) => one !== next);
        now = next.at;
        next.callback();
      }
      now = until;
    },
  };
}
