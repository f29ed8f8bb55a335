import { systemClock } from '../../src/schedule/system-clock.js';
import { clockContract } from '../contract/clock.js';
import { NOW } from '../support/samples.js';
import { VirtualClock } from '../support/virtual-clock.js';

clockContract('the system’s clock', () => ({
  clock: systemClock(),
  pass: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
}));

clockContract('the virtual clock', () => {
  const clock = new VirtualClock(NOW);
  return { clock, pass: async (milliseconds) => void (await clock.advance(milliseconds)) };
});
