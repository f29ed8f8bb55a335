import { card, section } from '../../src/slack/blocks.js';
import { retriedText } from '../../src/slack/words/trust.js';
import type { Carry } from './order.js';

/** Shows the plan of a run for what failed, which is the answer itself; or lets credentials be tried again. */
export const retry: Carry<'retry'> = async (deps, { asker, answer }, order) => {
  if ('task' in order) {
    await deps.desk.offerRetry(asker, order.task);
    return;
  }
  const text = retriedText((await deps.desk.retryCredentials(asker, order.profile)).profile);
  await answer(card(text, [section(text)]));
};
