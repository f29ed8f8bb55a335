import { fitsDetail, targetsFile, taskDetailCard } from '../../src/slack/cards/task-detail.js';
import { sendFile } from '../../src/slack/files.js';
import type { Carry } from './order.js';

/** Targets that do not fit into the message go as a file, all of them. */
export const task: Carry<'task'> = async (deps, { asker, answer }, order) => {
  await deps.desk.demand(asker.person, 'viewer');
  const view = await deps.desk.task(order.task);
  if (!fitsDetail(view)) await sendFile(deps.client, asker.person, targetsFile(view));
  await answer(taskDetailCard(view, deps.desk.command));
};
