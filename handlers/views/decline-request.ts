import { readDeclineAnswer } from '../../src/slack/modals/decline.js';
import { declinedAnswer } from '../../src/slack/words/approvals.js';
import { NOTICE } from '../../src/slack/words/forms.js';
import { type Deps, deciding } from '../guard.js';
import { worked } from '../worked.js';
import { type Listener, onSubmit } from './submission.js';

/** The modal that asks why a request is declined. */
export function declineRequestSubmission(deps: Deps): Listener {
  return onSubmit(deps, async ({ asker }, view, done) => {
    const { request, reason } = readDeclineAnswer(view, deps.desk.command);
    await worked(deps, asker, request, () => deps.desk.declineRequest(deciding(asker, request), request, reason));
    await done(NOTICE.declined, declinedAnswer());
  });
}
