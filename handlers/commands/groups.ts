import { groupsCard } from '../../src/slack/cards/lists.js';
import type { Carry } from './order.js';

export const groups: Carry<'groups'> = async (deps, { asker, answer }) => {
  await deps.desk.demand(asker.person, 'viewer');
  const mayCreate = (await deps.desk.rolesOf(asker.person)).includes('admin');
  await answer(groupsCard(await deps.desk.groups(), mayCreate));
};
