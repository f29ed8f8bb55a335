import type { Carry } from './order.js';
import { startedCard } from './started.js';

export const scan: Carry<'scan'> = async (deps, { asker, answer }, { group }) => {
  await answer(startedCard(await deps.desk.scan(asker, group)));
};
