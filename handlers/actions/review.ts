import { reviewModal } from '../../src/slack/modals/review.js';
import { type Deps, requestIn } from '../guard.js';
import { openModal } from '../modal.js';
import { type Listener, onClick } from './click.js';

/** `Review…` on a card: begins a review, which decides nothing yet. */
export function review(deps: Deps): Listener {
  return onClick(deps, async ({ asker }, { value, trigger }) => {
    const request = requestIn(value, deps, 'recommendations');
    await openModal(deps, trigger, reviewModal(await deps.desk.openReview(asker, request)));
    deps.clicked({ kind: 'request', requestId: request });
  });
}
