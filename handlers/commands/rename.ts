import { card, section } from '../../src/slack/blocks.js';
import { renamedText } from '../../src/slack/words/computers.js';
import type { Carry } from './order.js';

/** Calls a computer otherwise; its address is changed in the form of its page. */
export const rename: Carry<'rename'> = async (deps, { asker, answer }, { computer, name }) => {
  const now = await deps.desk.rename(asker, { computerId: computer, name, address: null });
  const text = renamedText(await deps.desk.computer(asker.person, now));
  await answer(card(text, [section(text)]));
};
