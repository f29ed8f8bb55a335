import type { Start } from '../machine-walk.js';
import { FAULTS, type Fault, FINAL, isOfPerson } from './mishaps.js';

/** A leg and a call in it, as `install/submit`. */
export type StepName = string;

/** One thing that goes wrong, at the nth time (from 0) that a step is met, and so many times one after the other. */
export interface Planned {
  readonly step: StepName;
  readonly fault: Fault;
  readonly nth: number;
  readonly times: number;
  /** How late is late, how long is long. */
  readonly seconds: number;
}

/** All that a schedule is made of: played again, it goes the same way. */
export interface Schedule {
  readonly seed: number;
  readonly start: Start;
  /** Of the run's updates, from 1 on, a bit each: whose install asks for a restart, fails, or is undone by the restart. */
  readonly wantsRestart: number;
  readonly fails: number;
  readonly rollsBack: number;
  readonly planned: readonly Planned[];
}

/** A small generator with a seed: numbers from 0 to below 1. */
export function seeded(seed: number): () => number {
  let state = (seed ^ 0x9e3779b9) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const CALLS = ['prepare', 'submit', 'poll', 'acknowledge'] as const;
const of = (...legs: readonly string[]): readonly StepName[] =>
  legs.flatMap((leg) => CALLS.map((call) => `${leg}/${call}`));

/** A run with scripts, one that waits for who is logged on, and one that takes updates away go ways of their own. */
type Kind = 'run' | 'scripts' | 'deferred' | 'uninstall' | 'scan-and-check' | 'sync' | 'approve-updates';

/** The steps that each kind of task comes by. */
const WAYS: Readonly<Record<Kind, readonly StepName[]>> = {
  run: [
    ...of('facts', 'distribute', 'install', 'restart', 'settle', 'verify-scan'),
    ...['distribute/stop', 'install/stop', 'restart/stop', 'await-boot/prepare', 'validate/look-up'],
  ],
  scripts: [...of('hook-before', 'hook-restart', 'hook-after'), 'install/poll', 'restart/submit', 'settle/poll'],
  deferred: [...of('users', 'notice'), 'install/poll', 'restart/prepare', 'restart/submit'],
  uninstall: [...of('uninstall'), 'uninstall/stop', 'restart/submit', 'verify-scan/submit'],
  'scan-and-check': [...of('scan'), 'validate/look-up'],
  sync: [...of('wsus-sync', 'wsus-health', 'wsus-list'), 'wsus-list/keep'],
  'approve-updates': of('wsus-approve', 'wsus-list'),
};

/** What concerns nobody but the bot can only be interrupted. */
const INNER = new Set<StepName>(['validate/look-up', 'wsus-list/keep']);
const INNER_FAULTS: readonly Fault[] = ['bot restarts before', 'bot restarts after'];

interface Cell {
  readonly kind: Kind;
  readonly step: StepName;
  readonly fault: Fault;
}

const NO_RUNS = new Set<Kind>(['scan-and-check', 'sync', 'approve-updates']);

/** Each fault at each step. */
export const CELLS: readonly Cell[] = (Object.keys(WAYS) as Kind[]).flatMap((kind) =>
  WAYS[kind].flatMap((step) =>
    (INNER.has(step) ? INNER_FAULTS : FAULTS)
      .filter((fault) => isPossible(kind, step, fault))
      .map((fault) => ({ kind, step, fault })),
  ),
);

/**
 * A second stop changes nothing; one that comes before the call of a stop is the first. Denials and freezes are nothing
 * to scans, nor to WSUS.
 */
function isPossible(kind: Kind, step: StepName, fault: Fault): boolean {
  if (fault === 'denied' || fault === 'frozen') return !NO_RUNS.has(kind);
  return !(step.endsWith('/stop') && fault === 'stop');
}

const MILD = FAULTS.filter((fault) => !FINAL.has(fault) && !isOfPerson(fault));

/** The schedule of a seed: one cell of all is aimed at, and other things go wrong beside it. */
export function scheduleOf(seed: number): Schedule {
  const random = seeded(seed);
  const under = (count: number): number => Math.floor(random() * count);
  const cell = CELLS[seed % CELLS.length] ?? CELLS[0];
  if (cell === undefined) throw new Error('there is no step');
  const steps = WAYS[cell.kind];
  // A matter of seconds, or of half an hour.
  const seconds = (): number => 1 + (under(2) === 0 ? under(40) : under(2400));
  const any = (): Planned => ({
    step: steps[under(steps.length)] ?? cell.step,
    fault: MILD[under(MILD.length)] ?? 'refused',
    ...{ nth: under(3), times: 1 + under(3), seconds: seconds() },
  });
  const stop = (): Planned => ({ ...any(), fault: 'stop', times: 1 });
  // Only a job that runs is asked about more than once.
  const nth = cell.step.endsWith('/poll') ? under(2) * under(2) : 0;
  const aimed = { step: cell.step, fault: cell.fault, nth, times: 1, seconds: seconds() };
  return {
    seed,
    start: {
      ...(TASKS[cell.kind] ?? { kind: 'run' }),
      restart: (['if-required', 'always'] as const)[under(2)] ?? 'always',
      updates: 1 + under(3),
      mode: cell.step.startsWith('distribute') || under(4) === 0 ? 'both' : 'install',
      windowMinutes: null,
    },
    // The first one wants a restart, so that there is one.
    wantsRestart: 1 | under(8),
    fails: under(6) === 0 ? 2 | under(8) : 0,
    rollsBack: under(6) === 0 ? under(8) : 0,
    planned: [
      ...stopBefore(cell.step),
      aimed,
      ...Array.from({ length: under(4) }, any),
      ...(under(8) === 0 ? [stop()] : []),
      ...(under(12) === 0 ? [{ ...any(), fault: 'frozen', times: 1 } as const] : []),
      ...(under(12) === 0 ? [{ ...any(), fault: 'denied', times: 1 } as const] : []),
      ...(cell.kind === 'run' && under(12) === 0 ? race(LATE[under(LATE.length)] ?? cell.step, 4 + 4 * random()) : []),
    ],
  };
}

const TASKS: Readonly<Partial<Record<Kind, Pick<Start, 'kind' | 'hooks' | 'deferMinutes' | 'uninstalls'>>>> = {
  scripts: { kind: 'run', hooks: true },
  deferred: { kind: 'run', deferMinutes: 30 },
  uninstall: { kind: 'run', uninstalls: true },
  'scan-and-check': { kind: 'scan-and-check' },
  sync: { kind: 'sync' },
  'approve-updates': { kind: 'approve-updates' },
};

/** Only who was asked to stop is told to. */
function stopBefore(step: StepName): readonly Planned[] {
  if (!step.endsWith('/stop')) return [];
  return [{ step: step.replace('/stop', '/poll'), fault: 'stop', nth: 0, times: 1, seconds: 1 }];
}

const LATE: readonly StepName[] = ['distribute/submit', 'install/submit', 'restart/submit'];

/** A submission arrives just while a stop takes it back. */
function race(step: StepName, seconds: number): readonly Planned[] {
  return [
    { step, fault: 'arrives late', nth: 0, times: 1, seconds },
    { step, fault: 'stop', nth: 1, times: 1, seconds: 1 },
  ];
}
