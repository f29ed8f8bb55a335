import type { Carry } from './order.js';

/** Shows the plan: nothing runs before somebody has seen it. */
export const run: Carry<'run'> = async (deps, { asker }, { group, mode }) => {
  await deps.desk.offerRun(asker, group, mode === null ? {} : { mode });
};
