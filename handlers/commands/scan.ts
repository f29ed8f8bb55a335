import type { Carry } from './order.js';
import { answerStarted } from './started.js';

export const scan: Carry<'scan'> = async (deps, visit, { group }) => {
  await answerStarted(deps, visit, await deps.desk.scan(visit.asker, group));
};
