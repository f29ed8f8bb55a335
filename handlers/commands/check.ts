import type { Carry } from './order.js';
import { startedCard } from './started.js';

export const check: Carry<'check'> = async (deps, { asker, answer }, { group }) => {
  await answer(startedCard(await deps.desk.check(asker, group)));
};
