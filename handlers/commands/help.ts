import { rolesOf } from '../../src/domain/roles.js';
import { helpCard } from '../../src/slack/cards/help.js';
import type { Carry } from './order.js';

export const help: Carry<'help'> = async (deps, { asker, answer }, { topic }) => {
  const [first] = await deps.desk.groups();
  const roles = rolesOf(deps.desk.roles, asker.person);
  await answer(helpCard({ command: deps.desk.command, roles, topic, group: first?.groupId ?? null }));
};
