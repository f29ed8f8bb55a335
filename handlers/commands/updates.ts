import type { Carry } from './order.js';

/** The card itself is the answer. */
export const updates: Carry<'updates'> = async (deps, { asker }, { filter }) => {
  await deps.desk.offerUpdates(asker, filter);
};
