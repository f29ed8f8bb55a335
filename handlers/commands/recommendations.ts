import type { Carry } from './order.js';

/** The card itself is the answer. */
export const recommendations: Carry<'recommendations'> = async (deps, { asker }, { group, filter }) => {
  await deps.desk.offerRecommendations(asker, group, filter);
};
