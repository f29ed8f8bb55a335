import type { Carry } from './order.js';
import { answerStarted } from './started.js';

export const check: Carry<'check'> = async (deps, visit, { group }) => {
  await answerStarted(deps, visit, await deps.desk.check(visit.asker, group));
};
