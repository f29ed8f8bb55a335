import type { Carry } from './order.js';

/** Shows the plan of taking patches off: nothing runs before somebody has seen it. */
export const uninstall: Carry<'uninstall'> = async (deps, { asker }, { group, patches }) => {
  await deps.desk.offerUninstall(asker, group, patches);
};
