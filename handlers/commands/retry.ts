import type { Carry } from './order.js';

/** Shows the plan of a run for what failed; the card itself is the answer. */
export const retry: Carry<'retry'> = async (deps, { asker }, { task }) => {
  await deps.desk.offerRetry(asker, task);
};
