import type { Carry } from './order.js';

/** Shows the plan of single patches: nothing runs before somebody has seen it. */
export const install: Carry<'install'> = async (deps, { asker }, { group, patches }) => {
  await deps.desk.offerInstall(asker, group, patches);
};
