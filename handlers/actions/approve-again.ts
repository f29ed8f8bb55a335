import { approvedCard, redrawn } from '../decided.js';
import type { Deps } from '../guard.js';
import { type Listener, onClick } from './click.js';
import { shownPlan } from './shown-plan.js';

/** `Approve again` on a plan of what failed before: the run itself is another click, maybe of somebody else. */
export function approveAgain(deps: Deps): Listener {
  return onClick(deps, async ({ asker, answer }, { value }) => {
    const { request, shown } = shownPlan(value, deps);
    const decided = await redrawn(deps, request, () => deps.desk.approveAgain(asker, request, shown));
    await answer(approvedCard(decided));
  });
}
