import type { Trouble } from '../../../sandbox/windows/winrm/trouble.js';
import { seeded } from '../../support/schedules/plan.js';

/** What goes wrong beside a call: with the way to the computer, with itself, or with the bot. */
type Event =
  | 'cable pulled'
  | 'computer restarts before'
  | 'computer restarts after'
  | 'another computer'
  | 'bot restarts before'
  | 'bot restarts after';

const EVENTS: readonly Event[] = [
  'cable pulled',
  'computer restarts before',
  'computer restarts after',
  'another computer',
  'bot restarts before',
  'bot restarts after',
];

const FAULTS = [
  ...['shells', 'operations', 'user quota', 'system quota', 'shell users', 'access denied', 'envelope size'],
  ...['remote shell', 'provider', 'aborted'],
] as const satisfies readonly NonNullable<Trouble['fault']>[];

const TROUBLES: Readonly<Record<string, Trouble>> = {
  'stalled before': { kind: 'stall-before' },
  'stalled after': { kind: 'stall-after' },
  'reset before': { kind: 'reset-before' },
  'reset after': { kind: 'reset-after' },
  '401 once': { kind: 'unauthorized' },
  '401 for good': { kind: 'unauthorized', times: 4 },
  'server error': { kind: 'server-error' },
  truncated: { kind: 'truncated' },
  duplicated: { kind: 'duplicated' },
  replayed: { kind: 'replayed' },
  tampered: { kind: 'tampered' },
  garbage: { kind: 'garbage' },
  oversized: { kind: 'oversized', megabytes: 20 },
  'gzip bomb': { kind: 'gzip-bomb', megabytes: 4 },
  'entity bomb': { kind: 'entity-bomb' },
  slow: { kind: 'slow', milliseconds: 100 },
  ...Object.fromEntries(FAULTS.map((fault): [string, Trouble] => [`fault: ${fault}`, { kind: 'fault', fault }])),
};

export const KINDS: readonly string[] = [...Object.keys(TROUBLES), ...EVENTS];

export function troubleOf(kind: string): Trouble | null {
  return TROUBLES[kind] ?? null;
}

const CALLS = ['prepare', 'submit', 'poll', 'acknowledge'] as const;
const LEGS = ['facts', 'install', 'restart', 'settle', 'verify-scan'] as const;

export const STEPS: readonly string[] = [
  // A restart is planned at once, so that its job is over by the time it is asked for.
  ...LEGS.flatMap((leg) => CALLS.map((call) => `${leg}/${call}`)).filter((step) => step !== 'restart/poll'),
  'await-boot/prepare',
];

/** One thing that goes wrong at the first time that a step is met, at one of the requests that it takes. */
export interface Planned {
  readonly step: string;
  readonly kind: string;
  readonly operation: 'Create' | 'Command' | 'Receive';
}

/** A run on one computer, and what goes wrong with it: of one aim, and of some more that it could get over. */
export interface Schedule {
  readonly seed: number;
  /** How long its connections are kept, in seconds. */
  readonly keepSeconds: number;
  readonly planned: readonly Planned[];
}

const MILD = KINDS.filter((kind) => !/for good|another|tampered|replayed|duplicated|access|envelope|remote/.test(kind));
const OPERATIONS = ['Create', 'Command', 'Receive'] as const;

/** Seeds that follow each other aim at all kinds in turn, each at another step. */
export function scheduleOf(seed: number): Schedule {
  const random = seeded(seed);
  const under = (count: number): number => Math.floor(random() * count);
  const keepSeconds = under(2) * 5;
  // A shell that is kept is not made anew for each call.
  const operation = () => OPERATIONS[keepSeconds === 0 ? under(3) : 1 + under(2)] ?? 'Command';
  const stepAt = (index: number): string => STEPS[index % STEPS.length] ?? 'facts/prepare';
  const round = Math.floor(seed / KINDS.length);
  const aimed = {
    step: stepAt(seed * 5 + round * 2),
    kind: KINDS[seed % KINDS.length] ?? 'slow',
    operation: operation(),
  };
  const others = Array.from({ length: under(3) }, () => ({
    ...{ step: stepAt(under(STEPS.length)), kind: MILD[under(MILD.length)] ?? 'slow', operation: operation() },
  }));
  return { seed, keepSeconds, planned: [aimed, ...others] };
}
