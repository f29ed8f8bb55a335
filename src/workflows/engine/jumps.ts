import type { ComputerId, Instant } from '../../domain/ids.js';
import { changed, type Held } from './record.js';

/**
 * Notices where the clock was set forward, or the whole machine stood still: nobody waits longer for a computer than one
 * tick, so what passed beyond that was not waited for. In memory: of the time before a start nothing was seen.
 */
export class Jumps {
  readonly #longestMs: number;
  readonly #seen = new Map<ComputerId, Instant>();

  /** @param longestMs the longest wait between two looks at a computer */
  constructor(longestMs: number) {
    this.#longestMs = longestMs;
  }

  /** How much the clock jumped, in milliseconds, since the computer was looked at last. */
  since(computer: ComputerId, now: Instant): number {
    const before = this.#seen.get(computer) ?? now;
    this.#seen.set(computer, now);
    return Math.max(0, now - before - this.#longestMs);
  }

  forget(computer: ComputerId): void {
    this.#seen.delete(computer);
  }
}

/** All that is waited for began so much later: a jump of the clock uses up nobody's patience. */
export function skipped(held: Held, jumpMs: number): Held {
  if (jumpMs === 0) return held;
  const { legSkippedMs, trouble, work } = held.run;
  const later = (at: Instant | null): Instant | null => (at === null ? null : at + jumpMs);
  return changed(held, {
    legSkippedMs: legSkippedMs + jumpMs,
    trouble: trouble === null ? null : { ...trouble, since: trouble.since + jumpMs },
    work: work.kind === 'run' ? { ...work, restartAskedAt: later(work.restartAskedAt) } : work,
  });
}
