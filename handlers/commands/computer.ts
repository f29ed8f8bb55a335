import { computerCard } from '../../src/slack/cards/computers.js';
import type { Carry } from './order.js';

/** All that is known of one computer, retired ones too. */
export const computer: Carry<'computer'> = async (deps, { asker, answer }, { computer: id }) => {
  await answer(computerCard(await deps.desk.computer(asker.person, id)));
};
