import { patchGroupCard, patchGroupsCard } from '../../src/slack/cards/patch-groups.js';
import type { Carry } from './order.js';

/** All patch groups, or one by its name. */
export const patches: Carry<'patches'> = async (deps, { asker, answer }, { name }) => {
  if (name !== null) return answer(patchGroupCard(await deps.desk.patchGroupNamed(asker.person, name)));
  const mayEdit = (await deps.desk.rolesOf(asker.person)).includes('approver');
  await answer(patchGroupsCard(await deps.desk.patchGroups(asker.person), mayEdit));
};
