import type { Carry } from './order.js';
import { answerStarted } from './started.js';

export const sync: Carry<'sync'> = async (deps, visit) => {
  await answerStarted(deps, visit, await deps.desk.sync(visit.asker));
};
