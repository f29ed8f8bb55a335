import { statusCard } from '../../src/slack/cards/status.js';
import type { Carry } from './order.js';

export const status: Carry<'status'> = async (deps, { asker, answer }, { scope }) => {
  await deps.desk.demand(asker.person, 'viewer');
  const groups = await deps.desk.groups();
  const group = groups.find(({ groupId }) => groupId === scope)?.groupId ?? null;
  await answer(statusCard(await deps.desk.status(scope), group));
};
