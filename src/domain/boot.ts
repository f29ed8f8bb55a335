import type { Instant } from './ids.js';

/**
 * One start of a computer, on two clocks: its own, and ours. Windows computes LastBootUpTime from its clock, so setting
 * that moves it; how long the computer has been up does not change by it.
 */
export interface Boot {
  /** LastBootUpTime. */
  readonly own: Instant;
  /** By our clock: now, less how long it has been up. Late by as long as the answer took. */
  readonly ours: Instant;
}

/** LastBootUpTime and answers waver by some seconds; a restart takes longer. */
const SAME_BOOT_MS = 10_000;

/** The boot that an answer, read just now, tells of. */
export function bootSeen(answer: { readonly bootedAt: Instant; readonly clock: Instant }, now: Instant): Boot {
  return { own: answer.bootedAt, ours: now - (answer.clock - answer.bootedAt) };
}

/** Whether there was a restart in between: both clocks must say so. In doubt there was none. */
export function isLaterBoot(boot: Boot, than: Boot | null): boolean {
  return than !== null && boot.own - than.own > SAME_BOOT_MS && boot.ours - than.ours > SAME_BOOT_MS;
}
