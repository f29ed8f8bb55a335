import { computersCard } from '../../src/slack/cards/computers.js';
import type { Carry } from './order.js';

export const computers: Carry<'computers'> = async (deps, { asker, answer }, { words }) => {
  await answer(computersCard(await deps.desk.computers(asker.person, words)));
};
