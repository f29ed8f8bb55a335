import { PatchbayError } from '../../src/domain/errors.js';
import { decidableRows } from '../../src/slack/cards/recommendations.js';
import { approveRecommendationsModal } from '../../src/slack/modals/approve-recommendations.js';
import { type Deps, requestIn } from '../guard.js';
import { openModal } from '../modal.js';
import { type Listener, onClick } from './click.js';

/** `Review…` on the card of recommendations: opens the modal, which decides nothing yet. */
export function review(deps: Deps): Listener {
  return onClick(deps, async ({ asker }, { value, trigger }) => {
    const request = requestIn(value, deps, 'recommendations');
    await deps.desk.demand(asker.person, 'approver');
    const view = await deps.desk.recommendationsView(request);
    deps.clicked({ kind: 'request', requestId: request });
    if (view.decided !== null) throw new PatchbayError('PB303', { as: view.decided.as, by: `@${view.decided.by}` });
    if (decidableRows(view).length === 0) {
      throw new PatchbayError('PB110', { what: 'There is nothing left to approve.' });
    }
    await openModal(deps, trigger, approveRecommendationsModal(view));
  });
}
