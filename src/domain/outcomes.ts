import { keptBackBy } from './reasons.js';
import { RESULT_CODES } from './result-codes.js';
import type { UpdateOutcome } from './run-work.js';

/** What a result code means for a person. */
export interface Explanation {
  /** Completes "…, which means that": no capital, no full stop. */
  readonly meaning: string;
  /** A whole sentence. */
  readonly nextStep: string;
  /** Whether the same install may succeed without anybody changing something on the computer. */
  readonly retry: boolean;
  /**
   * `failed`: it went wrong. `busy`: something else was at work there. `waiting`: a restart is due first. In the last two
   * nothing is known against the update.
   */
  readonly kind: 'failed' | 'busy' | 'waiting';
}

/** An HRESULT as people look it up: `0x80070643`. */
export function hex(hresult: number): string {
  return `0x${(hresult >>> 0).toString(16).toUpperCase().padStart(8, '0')}`;
}

/**
 * A result code in plain words; null where it is none that is known.
 * @param hresult with or without its sign
 */
export function explain(hresult: number): Explanation | null {
  const found = RESULT_CODES[hex(hresult)];
  if (found === undefined) return null;
  const [meaning, nextStep, mark] = found;
  return {
    meaning,
    nextStep,
    retry: mark !== undefined,
    kind: mark === undefined || mark === 'retry' ? 'failed' : mark,
  };
}

/** Why an update is as it was, and what to do; both are said of it. */
interface KeptBack {
  readonly reason: string;
  readonly nextStep: string;
}

/**
 * What Windows calls failed though nothing is known against the update: something else was at work there, or a restart
 * is due first. Such an update is approved as before. Null where it did fail.
 */
export function whatKeptBack({ result, hresult }: Pick<UpdateOutcome, 'result' | 'hresult'>): KeptBack | null {
  const known = result === 'failed' && hresult !== null ? explain(hresult) : null;
  if (hresult === null || known === null || known.kind === 'failed') return null;
  return { reason: keptBackBy(known.kind, known.meaning, hex(hresult)), nextStep: known.nextStep };
}
