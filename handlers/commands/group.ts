import { groupCard } from '../../src/slack/cards/group.js';
import type { Carry } from './order.js';

/** The group's tabs, as this person may use them. */
export const group: Carry<'group'> = async (deps, { asker, answer }, order) => {
  await answer(groupCard(await deps.desk.group(asker.person, order.group)));
};
