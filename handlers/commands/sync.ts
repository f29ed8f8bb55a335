import type { Carry } from './order.js';
import { startedCard } from './started.js';

export const sync: Carry<'sync'> = async (deps, { asker, answer }) => {
  await answer(startedCard(await deps.desk.sync(asker)));
};
