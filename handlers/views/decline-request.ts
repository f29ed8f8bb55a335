import { card, section } from '../../src/slack/blocks.js';
import { readDeclineAnswer } from '../../src/slack/modals/decline.js';
import { declinedAnswer } from '../../src/slack/words/approvals.js';
import { type Deps, deciding } from '../guard.js';
import { worked } from '../worked.js';
import { type Listener, onSubmit } from './submission.js';

/** The modal that asks why a request is declined. */
export function declineRequestSubmission(deps: Deps): Listener {
  return onSubmit(deps, async ({ asker, answer }, view) => {
    const { request, reason } = readDeclineAnswer(view, deps.desk.command);
    await worked(deps, asker, request, () => deps.desk.declineRequest(deciding(asker, request), request, reason));
    const text = declinedAnswer();
    await answer(card(text, [section(text)]));
  });
}
