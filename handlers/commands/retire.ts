import { card, section } from '../../src/slack/blocks.js';
import { retireCard } from '../../src/slack/cards/computers.js';
import { broughtBackText } from '../../src/slack/words/computers.js';
import type { Carry } from './order.js';

/** Asks before it retires; brings back at once. */
export const retire: Carry<'retire'> = async (deps, { asker, answer }, { computer, undo }) => {
  await deps.desk.demand(asker.person, 'admin');
  const { computerId } = await deps.desk.computer(asker.person, computer);
  if (!undo) return answer(retireCard(computerId));
  await deps.desk.bringBack(asker, computerId);
  const text = broughtBackText(computerId);
  await answer(card(text, [section(text)]));
};
