import type { Taken } from './meter.js';

/** The one in the middle by the clock. */
export function middleOf<T extends Taken>(rounds: readonly T[]): T {
  const middle = rounds.toSorted((a, b) => a.wallMs - b.wallMs)[Math.floor(rounds.length / 2)];
  if (middle === undefined) throw new Error('nothing was measured');
  return middle;
}

/** The least of each: what others did to this machine meanwhile made nothing faster. */
export function leastOf(rounds: readonly Taken[]): Taken {
  return {
    wallMs: Math.min(...rounds.map(({ wallMs }) => wallMs)),
    processorMs: Math.min(...rounds.map(({ processorMs }) => processorMs)),
  };
}
