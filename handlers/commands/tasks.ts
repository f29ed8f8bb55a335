import { tasksCard } from '../../src/slack/cards/lists.js';
import type { Carry } from './order.js';

const LATEST = 15;

export const tasks: Carry<'tasks'> = async (deps, { asker, answer }) => {
  await deps.desk.demand(asker.person, 'viewer');
  await answer(tasksCard(await deps.desk.tasks(LATEST)));
};
