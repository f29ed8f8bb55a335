import type { ErrorCode } from '../../../src/domain/errors.js';

/** What becomes of one call to a computer. */
export interface Mishap {
  /** How often, and when, the computer does what it is asked for. */
  readonly runs: 'not' | 'once' | 'twice' | 'later' | 'now and later';
  /** What the bot sees of it: the answer, an error, or nothing, as it ends there and starts again. */
  readonly seen: 'answer' | ErrorCode | 'bot restarts';
  readonly takesSeconds?: number;
  /** What happens to the computer itself. */
  readonly computer?: 'restarts before' | 'restarts after' | 'restarts soon' | 'is cut off' | 'is another';
}

const call = {
  refused: { runs: 'not', seen: 'PB401' },
  'stalled before': { runs: 'not', seen: 'PB401', takesSeconds: 30 },
  'stalled after': { runs: 'once', seen: 'PB401', takesSeconds: 30 },
  'reset before': { runs: 'not', seen: 'PB401' },
  'reset after': { runs: 'once', seen: 'PB401' },
  unauthorized: { runs: 'not', seen: 'PB402' },
  quota: { runs: 'not', seen: 'PB413' },
  fault: { runs: 'not', seen: 'PB408' },
  'shell gone': { runs: 'not', seen: 'PB414' },
  truncated: { runs: 'once', seen: 'PB405' },
  garbage: { runs: 'once', seen: 'PB405' },
  oversized: { runs: 'once', seen: 'PB405' },
  tampered: { runs: 'once', seen: 'PB411' },
  'arrives late': { runs: 'later', seen: 'PB401' },
  'arrives twice': { runs: 'twice', seen: 'answer' },
  'late twin': { runs: 'now and later', seen: 'answer' },
  'cut off': { runs: 'not', seen: 'PB401', computer: 'is cut off' },
  'computer restarts before': { runs: 'not', seen: 'PB401', computer: 'restarts before' },
  'computer restarts after': { runs: 'once', seen: 'PB401', computer: 'restarts after' },
  'computer restarts soon': { runs: 'once', seen: 'answer', computer: 'restarts soon' },
  'another computer': { runs: 'once', seen: 'answer', computer: 'is another' },
  'bot restarts before': { runs: 'not', seen: 'bot restarts' },
  'bot restarts after': { runs: 'once', seen: 'bot restarts' },
  'bot restarts, arrives late': { runs: 'later', seen: 'bot restarts' },
} as const satisfies Readonly<Record<string, Mishap>>;

/** What a person does just before a call: stops the run, denies its first update, or freezes its group for a while. */
const PERSONS = ['stop', 'denied', 'frozen'] as const;
type OfPerson = (typeof PERSONS)[number];

/** Beside what befalls a call. */
export type Fault = keyof typeof call | OfPerson;

export const FAULTS = [...(Object.keys(call) as (keyof typeof call)[]), ...PERSONS] as const;

export function isOfPerson(fault: Fault): fault is OfPerson {
  return (PERSONS as readonly Fault[]).includes(fault);
}

/** After these nothing further is done there, and a person is asked: the run has failed. */
export const FINAL: ReadonlySet<Fault> = new Set(['unauthorized', 'tampered', 'another computer']);

export function mishapOf(fault: Exclude<Fault, OfPerson>): Mishap {
  return call[fault];
}
