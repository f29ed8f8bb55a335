import { confirmCard } from '../../src/slack/cards/trust.js';
import type { Carry } from './order.js';

/** Who was known as a computer and who answers there now. */
export const confirm: Carry<'confirm'> = async (deps, { asker, answer }, { computer }) => {
  await answer(confirmCard(await deps.desk.offerConfirm(asker, computer)));
};
