import type { Carry } from './order.js';
import { orToApprove } from './to-approve.js';

/** Shows the plan of single patches: nothing runs before somebody has seen it. */
export const install: Carry<'install'> = async (deps, visit, { group, patches }) => {
  await orToApprove(deps, visit, { group, patches }, () => deps.desk.offerInstall(visit.asker, group, patches));
};
