import type { Carry } from './order.js';

/** The digest itself is the answer. */
export const digest: Carry<'digest'> = async (deps, { asker }, { group }) => {
  await deps.desk.digest(asker, group);
};
