import { taskDetailCard } from '../../src/slack/cards/task-detail.js';
import type { Carry } from './order.js';

export const task: Carry<'task'> = async (deps, { asker, answer }, order) => {
  deps.desk.demand(asker.person, 'viewer');
  await answer(taskDetailCard(await deps.desk.task(order.task), deps.desk.command));
};
