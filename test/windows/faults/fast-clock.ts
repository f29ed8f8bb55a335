import type { SandboxClock } from '../../../sandbox/windows/time.js';
import { NOW } from '../../support/samples.js';

/** How many times faster than in life time passes for computers and bot. */
const RATE = 300;
const begunAt = performance.now();

/** Real time, faster: what waits for minutes waits for parts of a second. */
export const fastClock: SandboxClock = {
  now: () => NOW + Math.floor((performance.now() - begunAt) * RATE),
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds / RATE);
    return () => clearTimeout(timer);
  },
};
