import { PatchbayError } from '../../src/domain/errors.js';
import { isDecision } from '../../src/domain/selection.js';
import { reviewModal } from '../../src/slack/modals/review.js';
import { readConfirmAnswer } from '../../src/slack/modals/review-answers.js';
import { confirmModal } from '../../src/slack/modals/review-confirm.js';
import { NOTICE } from '../../src/slack/words/forms.js';
import { decidedText, doneTitle, PLANNED } from '../../src/slack/words/review.js';
import { type Deps, deciding, type Visit } from '../guard.js';
import { updateModal } from '../modal.js';
import { rootOf } from './review.js';
import { type Listener, onSubmit } from './submission.js';

/** The confirmation of a review: decides all of it at once, and says what came of it. */
export function reviewConfirmSubmission(deps: Deps): Listener {
  return onSubmit(deps, async (visit, view, done) => {
    if (typeof view !== 'object' || view === null) return;
    const { operation, reason } = readConfirmAnswer(view, deps.desk.command);
    const outcome = await decided(deps, visit, view, () =>
      deps.desk.decideReview(deciding(visit.asker, operation), operation, reason),
    );
    if (outcome === null) return;
    if (isDecision(outcome.event)) await done(doneTitle(outcome.event), decidedText(outcome.event, outcome));
    else await done(NOTICE.planShown, PLANNED);
    // Under it the review goes on with what is left.
    await updateModal(
      deps,
      { view_id: rootOf(view) },
      reviewModal(await deps.desk.review(visit.asker.person, outcome.draft)),
    );
  });
}

/** Null where it changed since it was shown: then it is shown as it is now, to be confirmed once more. */
async function decided<T>(deps: Deps, { asker }: Visit, view: object, decide: () => Promise<T>): Promise<T | null> {
  try {
    return await decide();
  } catch (thrown) {
    if (!(thrown instanceof PatchbayError) || thrown.code !== 'PB302' || !('id' in view)) throw thrown;
    const { operation } = readConfirmAnswer(view, deps.desk.command);
    const fresh = await deps.desk.proposeAgain(asker.person, operation);
    await updateModal(deps, { view_id: String(view.id) }, confirmModal(fresh, true));
    return null;
  }
}
