import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Computer } from '../../src/domain/computer.js';
import type { Instant } from '../../src/domain/ids.js';
import { next } from '../../src/workflows/engine/machine.js';
import type { Effect, Observation } from '../../src/workflows/engine/protocol.js';
import { computer as stored } from '../../storage/schemas/computer.js';
import {
  type Choice,
  contextAt,
  observationOf,
  resultFor,
  runOf,
  SETTINGS,
  type Start,
  type Walked,
  walk,
} from '../support/machine-walk.js';

const start: fc.Arbitrary<Start> = fc.record({
  kind: fc.constantFrom('run', 'run', 'run', 'scan-and-check', 'check', 'sync', 'approve-updates'),
  restart: fc.constantFrom('never', 'if-required', 'always'),
  updates: fc.integer({ min: 1, max: 3 }),
  mode: fc.constantFrom('install', 'install', 'both', 'distribute'),
  windowMinutes: fc.option(fc.integer({ min: 0, max: 300 })),
  hooks: fc.boolean(),
  deferMinutes: fc.constantFrom(0, 0, 30, 180),
  uninstalls: fc.constantFrom(false, false, false, true),
});

/** Without fast-check's liking for small numbers: here those are the mishaps. */
const choice: fc.Arbitrary<Choice> = fc.noBias(
  fc.record({ turn: fc.nat(10_000), detail: fc.nat(1_000_000), minutes: fc.nat(120) }),
);

const choices = fc.array(choice, { minLength: 1, maxLength: 90, size: 'max' });

/** Says of every step of many walks whether it is as it must be. */
function always(holds: (walked: Walked, earlier: readonly Walked[]) => void, runs = 1000): void {
  fc.assert(
    fc.property(start, choices, (from, chosen) => {
      const walked = walk(from, chosen);
      for (const [index, one] of walked.entries()) holds(one, walked.slice(0, index));
    }),
    { numRuns: runs },
  );
}

/** The state that a walk ends in, and when. */
const reached = fc.tuple(start, choices).map(([from, chosen]) => {
  const last = walk(from, chosen).at(-1);
  if (last === undefined) throw new Error('a walk has a step');
  return { computer: last.step.computer, now: last.now };
});

function isInProgress(computer: Computer): boolean {
  return Object.values(computer.recommendations).some((one) => one.state === 'In progress');
}

function script(effect: Effect): string | null {
  return effect.do === 'submit' ? effect.order.spec.script : null;
}

describe('the step machine, on any way', () => {
  it('is led to every leg, every end, and to Implemented by these walks', () => {
    const met = new Set<string>();
    fc.assert(
      fc.property(start, choices, (from, chosen) => {
        for (const { step } of walk(from, chosen)) {
          const { leg, ended } = runOf(step.computer);
          for (const what of [leg, script(step.effect), ended?.status, step.effect.do]) met.add(what ?? 'none');
          for (const { state } of Object.values(step.computer.recommendations)) met.add(state);
        }
      }),
      { numRuns: 2000, seed: 7 },
    );
    const legs = [
      'facts',
      'scan',
      'distribute',
      'hook-before',
      'install',
      'uninstall',
      'users',
      'notice',
      'hook-restart',
      'restart',
      'await-boot',
      'settle',
      'verify-scan',
      'validate',
      'hook-after',
    ];
    const ends = ['Succeeded', 'Failed', 'Stopped', 'Implemented', 'Reboot required', 'Approved', 'stop', 'keep'];
    for (const what of [...legs, ...ends, 'wsus-sync', 'wsus-approve', 'wsus-list', 'Restart-Endpoint'])
      expect(met).toContain(what);
  });

  it('takes whatever may be seen, and its states can be stored and read again', () => {
    always(({ step }) => expect(stored.parse(JSON.parse(JSON.stringify(step.computer)))).toEqual(step.computer), 500);
  });

  it('asks for the same again when the stored state is taken up again', () => {
    always(({ step, now }) => {
      if (step.effect.do === 'keep') return;
      const again = next(step.computer, { kind: 'resumed' }, contextAt(now, 999));
      expect(again).toEqual(step);
    });
  });

  it('hands over no install once a stop was asked for', () => {
    always(({ step }) => {
      if (runOf(step.computer).stopRequested) expect(script(step.effect)).not.toBe('MS_WUA_Install_Updates');
    });
  });

  it('begins each script once for what it is for: before and after once a run, before the restart once a boot', () => {
    always(({ before, step: { computer } }, earlier) => {
      const [was, is] = [runOf(before), runOf(computer)];
      if (is.order === null || is.order.key === was.order?.key || is.order.spec.script !== 'Invoke-Hook') return;
      const before_ = earlier.map(({ step }) => runOf(step.computer)).filter(({ order }) => order !== null);
      const known = new Map(before_.map((run) => [run.order?.key, run]));
      const same = [...known.values()].filter(({ leg }) => leg === is.leg);
      if (is.leg !== 'hook-restart') expect(same).toEqual([]);
      for (const run of same) expect(run.boot).not.toEqual(is.boot);
    });
  });

  it('runs the script after wherever the one before was begun, or says that it did not', () => {
    always(({ step: { computer } }, earlier) => {
      const run = runOf(computer);
      if (run.ended === null || run.work.kind !== 'run' || run.work.hooks === null || !run.work.begun) return;
      const legs = earlier.map(({ step }) => runOf(step.computer).leg);
      if (!legs.includes('hook-after')) expect(computer.outOfServiceSince).not.toBeNull();
    });
  });

  it('hands over no restart while it must wait', () => {
    always(({ step, now }) => {
      if (contextAt(now, 0).restart.may === 'wait') expect(script(step.effect)).not.toBe('Restart-Endpoint');
    });
  });

  it('leaves an ended run as it ended, whatever is seen', () => {
    fc.assert(
      fc.property(reached, choice, choice, ({ computer, now }, one, other) => {
        fc.pre(runOf(computer).ended !== null);
        const prepare: Effect = { do: 'prepare' };
        const lookUp: Effect = { do: 'look-up' };
        for (const seen of [observationOf(computer, prepare, one, now), observationOf(computer, lookUp, other, now)])
          expect(next(computer, seen, contextAt(now, 999))).toEqual({ computer, effect: { do: 'finish' } });
      }),
      { numRuns: 1000 },
    );
  });

  it('keeps a job under its key until its leg is over, and never uses a key twice', () => {
    always(({ before, step }, earlier) => {
      const [was, is] = [runOf(before), runOf(step.computer)];
      if (is.order === null || is.order.key === was.order?.key) return;
      expect(was.phase).toBe('prepare');
      expect(earlier.map((one) => runOf(one.step.computer).order?.key)).not.toContain(is.order.key);
    });
  });

  it('submits, polls, stops and acknowledges under the stored key alone', () => {
    always(({ step: { computer, effect } }) => {
      const key = runOf(computer).order?.key;
      if (effect.do === 'submit') expect(effect.order.key).toBe(key);
      if (effect.do === 'poll' || effect.do === 'stop' || effect.do === 'acknowledge') expect(effect.key).toBe(key);
    });
  });

  it('holds recommendations In progress only while the run goes on', () => {
    always(({ step: { computer } }) => {
      if (runOf(computer).ended !== null) expect(isInProgress(computer)).toBe(false);
    });
  });

  it('calls nothing Implemented but by a complete scan of its own that does not list it as needed', () => {
    always(({ before, step: { computer } }) => {
      for (const { id, state } of Object.values(computer.recommendations)) {
        if (state !== 'Implemented' || before.recommendations[id]?.state === 'Implemented') continue;
        expect(computer.scan?.complete).toBe(true);
        expect(computer.scan?.needed.map((need) => need.updateId)).not.toContain(id);
        expect(computer.scan?.installed).toContain(id);
        if (runOf(computer).work.kind === 'run') expect(computer.scan?.taskId).toBe(runOf(computer).taskId);
      }
    });
  });

  it('has nothing against a patch whose computer could not be asked before it was handed over', () => {
    const met = new Set<string>();
    always(({ step: { computer } }, earlier) => {
      const { ended, work } = runOf(computer);
      const code = ended?.failure?.code ?? '';
      if (!code.startsWith('PB4') || work.kind !== 'run') return;
      if (earlier.some(({ step }) => script(step.effect) === 'MS_WUA_Install_Updates')) return;
      met.add(code);
      for (const { state } of Object.values(computer.recommendations)) expect(state).toBe('Approved');
    });
    expect(met.size).toBeGreaterThan(5);
  });

  it('waits for a moment that comes, and then does something', () => {
    always(({ step: { computer, effect }, now }) => {
      if (effect.do !== 'wait') return;
      expect(effect.until - now).toBeLessThanOrEqual(Math.max(SETTINGS.maxRetryMs, SETTINGS.pollMs));
      expect(next(computer, { kind: 'resumed' }, contextAt(effect.until, 999)).effect.do).not.toBe('wait');
    });
  });
});

/** Goes on with one kind of answer until the run has ended; says how long it took, in milliseconds. */
function untilEnded(from: { computer: Computer; now: Instant }, answer: (effect: Effect, at: Walked) => Observation) {
  let { computer, now } = from;
  let { effect } = next(computer, { kind: 'resumed' }, contextAt(now, 5000));
  for (let count = 0; runOf(computer).ended === null; count++) {
    if (count > 20_000) throw new Error(`it does not end: ${runOf(computer).leg}, ${runOf(computer).phase}`);
    now = effect.do === 'wait' ? effect.until : now + 1000;
    const seen =
      effect.do === 'wait' ? ({ kind: 'resumed' } as const) : answer(effect, { before: computer, now } as Walked);
    ({ computer, effect } = next(computer, seen, contextAt(now, 5001 + count)));
  }
  return now - from.now;
}

const DAY = 86_400_000;

describe('every target ends, from wherever it is', () => {
  it('when its computer never answers again', () => {
    const gone: Observation = { kind: 'failed', failure: { code: 'PB401', details: { computer: 'fin-ws-01' } } };
    fc.assert(
      fc.property(reached, (from) => {
        expect(untilEnded(from, () => gone)).toBeLessThan(2 * DAY);
      }),
      { numRuns: 500 },
    );
  });

  it('when all jobs run for ever', () => {
    fc.assert(
      fc.property(reached, (from) => {
        const took = untilEnded(from, (effect, { before, now }) => {
          if (effect.do === 'submit' || effect.do === 'poll')
            return { kind: 'job', state: { state: 'running', progress: null } };
          return observationOf(before, effect, { turn: 60, detail: 9, minutes: 0 }, now);
        });
        expect(took).toBeLessThan(4 * DAY);
      }),
      { numRuns: 100 },
    );
  });

  it('when all goes well', () => {
    fc.assert(
      fc.property(reached, (from) => {
        untilEnded(from, (effect, { before, now }) => {
          if (effect.do === 'submit' || effect.do === 'poll')
            return { kind: 'job', state: { state: 'finished', result: resultFor(before, 64, now) } };
          return observationOf(before, effect, { turn: 60, detail: 9, minutes: 0 }, now);
        });
      }),
      { numRuns: 500 },
    );
  });
});
