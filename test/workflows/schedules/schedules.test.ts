import { afterAll, describe, expect, it } from 'vitest';
import { shortest, wrongWith } from '../../support/schedules/judge.js';
import { CELLS, type Schedule, scheduleOf } from '../../support/schedules/plan.js';
import { type Played, play } from '../../support/schedules/play.js';

/** Another one plays other schedules; the one that failed is played again as the first. */
const SEED = Number(process.env.PATCHBAY_SEED ?? 1);
/** Each round aims once at each fault at each step. */
const ROUNDS = 10;
/** How often each fault is met at each step, at least. */
const LEAST = 3;

const met = new Map<string, number>();
const kinds = new Map<string, number>();
/** What went wrong, a schedule each. */
const wrong: (readonly string[])[] = [];
let played = 0;

function count(into: Map<string, number>, name: string): void {
  into.set(name, (into.get(name) ?? 0) + 1);
}

const wrongAs = (kind: string): number => wrong.filter((one) => one.some((text) => text.startsWith(kind))).length;

function note(one: Played): void {
  played++;
  for (const { step, fault } of one.met) {
    count(met, `${step}: ${fault}`);
    count(kinds, fault);
  }
}

/** How to see it again, and the least that it takes. */
function report(failing: Schedule): string {
  const { schedule, played: short } = shortest(failing);
  const found = wrongWith(schedule, short).join('\n');
  return `PATCHBAY_SEED=${failing.seed}\n${found}\n${JSON.stringify(schedule)}\n${short.history.join('\n')}`;
}

describe('the step machine, in schedules in which each fault comes at each step', () => {
  afterAll(() => {
    const faults = [...kinds].map(([kind, times]) => `${times} ${kind}`).join(', ');
    process.stdout.write(
      `step machine: ${played} schedules from seed ${SEED} (PATCHBAY_SEED): ` +
        `${wrongAs('double')} double installs or scripts, ${wrongAs('lost')} lost results, ${wrongAs('hangs')} hangs.\n` +
        `Faults met: ${faults}.\n`,
    );
  });

  it.each(Array.from({ length: ROUNDS }, (_, round) => SEED + round * CELLS.length))(
    'ends every run in time, installs nothing twice, and takes every result once (seeds from %i)',
    (first) => {
      for (let seed = first; seed < first + CELLS.length; seed++) {
        const schedule = scheduleOf(seed);
        const one = play(schedule);
        note(one);
        const found = wrongWith(schedule, one);
        if (found.length === 0) continue;
        wrong.push(found);
        throw new Error(report(schedule));
      }
    },
  );

  it('meets each fault at each step, in ten thousand schedules and more', () => {
    expect(played).toBeGreaterThanOrEqual(10_000);
    const rare = CELLS.map(({ step, fault }) => `${step}: ${fault}`).filter((name) => (met.get(name) ?? 0) < LEAST);
    expect(rare).toEqual([]);
  });

  it('goes the same way when it is played again', () => {
    const schedule = scheduleOf(SEED + 17);
    expect(play(schedule).history).toEqual(play(scheduleOf(SEED + 17)).history);
  });
});
