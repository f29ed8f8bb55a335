import { readRunOptions } from '../../src/slack/modals/run-options.js';
import { NOTICE } from '../../src/slack/words/forms.js';
import { plannedAnewText } from '../../src/slack/words/plans.js';
import { redrawn } from '../decided.js';
import type { Deps } from '../guard.js';
import { type Listener, onSubmit } from './submission.js';

/** The options of a run: its plan is made anew by them. */
export function runOptionsSubmission(deps: Deps): Listener {
  return onSubmit(deps, async ({ asker }, view, done) => {
    const { request, options } = readRunOptions(view, deps.desk.command);
    await redrawn(deps, request, () => deps.desk.setRunOptions(asker, request, options));
    await done(NOTICE.planned, plannedAnewText());
  });
}
