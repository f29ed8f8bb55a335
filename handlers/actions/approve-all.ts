import { approvedCard, redrawn } from '../decided.js';
import { type Deps, deciding, requestIn } from '../guard.js';
import { type Listener, onClick } from './click.js';

/** `Approve all` on the card of recommendations. */
export function approveAll(deps: Deps): Listener {
  return onClick(deps, async ({ asker, answer }, { value }) => {
    const request = requestIn(value, deps, 'recommendations');
    const all = { updates: 'all', exceptComputers: [] } as const;
    const { decided } = await redrawn(deps, request, () => deps.desk.approve(deciding(asker, request), request, all));
    await answer(approvedCard(decided));
  });
}
