import { PatchbayError } from '../../src/domain/errors.js';
import { EVENT_BLOCK, reviewModal } from '../../src/slack/modals/review.js';
import { readFilterAnswer, readReviewAnswer } from '../../src/slack/modals/review-answers.js';
import { confirmModal } from '../../src/slack/modals/review-confirm.js';
import { REVIEW } from '../../src/slack/words/review.js';
import type { Deps } from '../guard.js';
import { updateModal } from '../modal.js';
import { answering, type Listener } from './submission.js';

/** `Continue` in a review: what is selected is shown once more, in numbers. */
export function reviewSubmission(deps: Deps): Listener {
  return answering(deps, async ({ asker: { person } }, view) => {
    const { draft, layout, change, event } = readReviewAnswer(view, deps.desk.command);
    if (event === null) return { response_action: 'errors', errors: { [EVENT_BLOCK]: REVIEW.nothing } };
    const before = await deps.desk.review(person, draft);
    // Of rows that are no longer shown so nothing is decided: the person sees first how it stands.
    if (before.draft.layout !== layout) return { response_action: 'update', view: reviewModal(before, true) };
    await deps.desk.changeReview(person, draft, layout, change);
    return { response_action: 'push', view: confirmModal(await deps.desk.propose(person, draft, event)) };
  });
}

/** `Show these` in the filter of a review. */
export function reviewFilterSubmission(deps: Deps): Listener {
  return answering(deps, async ({ asker: { person } }, view) => {
    const { draft, filter } = readFilterAnswer(view, deps.desk.command);
    const review = await deps.desk.changeReview(person, draft, null, { do: 'filter', filter });
    await updateModal(deps, { view_id: rootOf(view) }, reviewModal(review));
    return undefined;
  });
}

/** The review under the view on top. */
export function rootOf(view: object): string {
  if ('root_view_id' in view && typeof view.root_view_id === 'string') return view.root_view_id;
  throw new PatchbayError('PB899', { cause: 'a view without a root' });
}
