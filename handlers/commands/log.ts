import { fitsCard, logCard, logFile } from '../../src/slack/cards/log.js';
import { sendFile } from '../../src/slack/files.js';
import type { Carry } from './order.js';

/** A short log is shown; of a long one the end, and the whole of it as a file. */
export const log: Carry<'log'> = async (deps, { asker, answer }, order) => {
  await deps.desk.demand(asker.person, 'viewer');
  const view = await deps.desk.log(order.log);
  const isLong = !fitsCard(view);
  if (isLong) await sendFile(deps.client, asker.person, logFile(view));
  await answer(logCard(view, isLong));
};
