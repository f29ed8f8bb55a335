import { expect, it } from 'vitest';
import { updateId } from '../../support/samples.js';
import { wrongWith } from '../../support/schedules/judge.js';
import type { Planned, Schedule } from '../../support/schedules/plan.js';
import { play } from '../../support/schedules/play.js';

function scheduleWith(...planned: readonly Partial<Planned>[]): Schedule {
  return {
    ...{ seed: 0, wantsRestart: 0, fails: 0, rollsBack: 0 },
    start: { kind: 'run', restart: 'if-required', updates: 1, mode: 'install', windowMinutes: null },
    planned: planned.map((one) => ({ step: '', fault: 'stop', nth: 0, times: 1, seconds: 1, ...one })),
  };
}

/** How a run ended, and what became of its update. */
function ending(schedule: Schedule): readonly unknown[] {
  const played = play(schedule);
  expect(wrongWith(schedule, played)).toEqual([]);
  return [played.computer.run?.ended?.status, played.computer.recommendations[updateId(1)]?.state];
}

it('an install that arrives while a stop takes it back is stopped there, and what it did is told', () => {
  const late = { step: 'install/submit', fault: 'arrives late', seconds: 5.4 } as const;
  expect(ending(scheduleWith(late, { step: 'install/submit', nth: 1 }))).toEqual(['Succeeded', 'Implemented']);
});

it('a stop that takes an install back in time leaves its update as it was, whatever becomes of the tombstone’s answer', () => {
  const [lost, stop] = [{ step: 'install/submit', fault: 'refused' } as const, { step: 'install/submit', nth: 1 }];
  expect(ending(scheduleWith(lost, stop))).toEqual(['Stopped', 'Approved']);
  const unheard = { step: 'install/acknowledge', fault: 'reset after' } as const;
  expect(ending(scheduleWith(lost, stop, unheard))).toEqual(['Stopped', 'Approved']);
});

it('an install whose tombstone is refused may arrive yet: nobody says that it did not', () => {
  const late = { step: 'install/submit', fault: 'arrives late', seconds: 7.4 } as const;
  const refused = { step: 'install/acknowledge', fault: 'unauthorized' } as const;
  expect(ending(scheduleWith(late, { step: 'install/submit', nth: 1 }, refused))).toEqual(['Failed', 'Failed']);
});

it('an install that ran on a computer in whose place another one stands by now is not called stopped before it began', () => {
  const swapped = { step: 'install/stop', fault: 'another computer' } as const;
  expect(ending(scheduleWith({ step: 'install/poll' }, swapped))).toEqual(['Failed', 'Failed']);
});

it('an install that a stop takes back where another computer stands by then may have arrived before: nobody says that it did not', () => {
  const late = { step: 'install/submit', fault: 'arrives late', seconds: 5.16 } as const;
  const swapped = { step: 'install/stop', fault: 'another computer' } as const;
  expect(ending(scheduleWith(late, { step: 'install/submit', nth: 1 }, swapped))).toEqual(['Failed', 'Failed']);
});

it('what another computer tells of itself is not taken for what the known one would', () => {
  const swapped = { step: 'verify-scan/submit', fault: 'another computer' } as const;
  expect(ending(scheduleWith(swapped))).toEqual(['Failed', 'Failed']);
});
