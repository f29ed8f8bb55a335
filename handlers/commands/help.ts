import { helpCard } from '../../src/slack/cards/help.js';
import type { Carry } from './order.js';

export const help: Carry<'help'> = async (deps, { asker, answer }, { topic }) => {
  const roles = await deps.desk.rolesOf(asker.person);
  // A group's name is for those who may look.
  const [first] = roles.length > 0 ? await deps.desk.groups() : [];
  await answer(helpCard({ command: deps.desk.command, roles, topic, group: first?.groupId ?? null }));
};
