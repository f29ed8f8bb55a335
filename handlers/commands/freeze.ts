import { freezesCard } from '../../src/slack/cards/schedule.js';
import type { Carry } from './order.js';

/** Times in which nothing is patched. */
export const freeze: Carry<'freeze'> = async (deps, { asker, answer }) => {
  await answer(freezesCard(await deps.desk.freezes(asker.person)));
};
