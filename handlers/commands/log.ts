import { atLevel, logCard, logFile } from '../../src/slack/cards/log.js';
import { sendFile } from '../../src/slack/files.js';
import type { Carry } from './order.js';

/** The end of a log; with a level the whole of it, as a file. */
export const log: Carry<'log'> = async (deps, { asker, answer }, { log: id, level }) => {
  await deps.desk.demand(asker.person, 'viewer');
  const view = await deps.desk.log(id);
  if (level !== null) await sendFile(deps.client, asker.person, logFile(atLevel(view, level), level));
  await answer(logCard(atLevel(view, 'info'), level));
};
