import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Pace, SLACK_RATES } from '../../src/slack/outbox/pace.js';

/** Edits as soon as they may go, after pauses; some were clicked on. Gives when each went. */
function sent(wishes: readonly { readonly afterMs: number; readonly clicked: boolean }[]): readonly number[] {
  const pace = new Pace(SLACK_RATES);
  let now = 0;
  return wishes.map(({ afterMs, clicked }) => {
    now += afterMs;
    now += pace.waitToEdit(clicked, now);
    pace.edited(clicked, now);
    return now;
  });
}

const wish = fc.record({
  afterMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 20_000 })),
  clicked: fc.boolean(),
});

describe('the pace of edits', () => {
  it('keeps within what Slack allows in any minute, however the wishes come', () => {
    fc.assert(
      fc.property(fc.array(wish, { maxLength: 200 }), (wishes) => {
        const times = sent(wishes);
        for (const from of times) {
          const minute = times.filter((at) => at >= from && at < from + 60_000);
          expect(minute.length).toBeLessThanOrEqual(50);
        }
      }),
    );
  });

  it('lets nobody wait long, even after a burst', () => {
    const times = sent(Array.from({ length: 100 }, () => ({ afterMs: 0, clicked: false })));
    const waits = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    expect(Math.max(...waits)).toBeLessThanOrEqual(2_200);
  });

  it('gives back what an edit took that changed nothing', () => {
    const pace = new Pace(SLACK_RATES);
    let last: () => void = () => undefined;
    while (pace.waitToEdit(false, 0) === 0) last = pace.edited(false, 0);
    expect(pace.waitToEdit(false, 0)).toBeGreaterThan(0);
    last();
    expect(pace.waitToEdit(false, 0)).toBe(0);
  });

  it('waits for nothing that lies a day ahead because the clock was set back', () => {
    const [pace, day] = [new Pace(SLACK_RATES), 86_400_000];
    pace.posted('C0', day);
    pace.block({ conversation: 'C0' }, day, 30_000);
    pace.block('edits', day, 30_000);
    expect([pace.waitToPost('C0', 0), pace.waitToEdit(false, 0)]).toEqual([0, 0]);
  });
});
