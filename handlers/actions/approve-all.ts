import { approvedCard, redrawn } from '../decided.js';
import { type Deps, deciding, requestIn } from '../guard.js';
import { type Listener, onClick } from './click.js';

/** `Approve all` on the card of recommendations, which says at once that it is being decided. */
export function approveAll(deps: Deps): Listener {
  return onClick(deps, async ({ asker, answer }, { value }) => {
    const request = requestIn(value, deps, 'recommendations');
    const { groupId } = await deps.desk.recommendationsView(request);
    // Who may not decide changes nothing for those who may.
    await deps.desk.demand(asker.person, 'approver', groupId);
    const done = deps.desk.working(asker.person, request);
    const all = { updates: 'all', exceptComputers: [] } as const;
    const decided = await redrawn(deps, request, async () => {
      try {
        deps.clicked({ kind: 'request', requestId: request });
        return await deps.desk.approve(deciding(asker, request), request, all);
      } finally {
        done();
      }
    });
    await answer(approvedCard(decided));
  });
}
