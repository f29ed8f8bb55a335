import type { Taken } from './meter.js';

/** The one in the middle by the clock. */
export function middleOf<T extends Taken>(rounds: readonly T[]): T {
  const middle = rounds.toSorted((a, b) => a.wallMs - b.wallMs)[Math.floor(rounds.length / 2)];
  if (middle === undefined) throw new Error('nothing was measured');
  return middle;
}

/**
 * How many times as much `ours` took as `other`, by the round in the middle: they took turns, so what else this machine
 * did, and how fast it ran, met both of a round alike. One's best round beside the other's best would tell more of that
 * than of the two.
 */
export function timesAsMuch(ours: readonly Taken[], other: readonly Taken[]): Taken {
  return { wallMs: middle(ours, other, 'wallMs'), processorMs: middle(ours, other, 'processorMs') };
}

function middle(ours: readonly Taken[], other: readonly Taken[], of: keyof Taken): number {
  const times = ours.map((one, round) => one[of] / (other[round]?.[of] ?? Number.NaN)).toSorted((a, b) => a - b);
  return times[Math.floor(times.length / 2)] ?? Number.NaN;
}
