import { askedCard } from '../../src/slack/cards/approval.js';
import type { Carry } from './order.js';

/** The approvers get the card; who asked, a word at once. */
export const ask: Carry<'ask'> = async (deps, { asker, answer }, { group }) => {
  await answer(askedCard(await deps.desk.ask(asker, group)));
};
