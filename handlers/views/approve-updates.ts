import { readUpdatesAnswer } from '../../src/slack/modals/answers.js';
import { chosenOf } from '../../src/slack/modals/which.js';
import { startedCard } from '../commands/started.js';
import { redrawn } from '../decided.js';
import { type Deps, deciding } from '../guard.js';
import { type Listener, onSubmit } from './submission.js';

/** The modal of step 2: starts the task that tells WSUS. */
export function approveUpdatesSubmission(deps: Deps): Listener {
  return onSubmit(deps, async ({ asker, answer }, view) => {
    const { request, which, chosen, wsusGroup, action } = readUpdatesAnswer(view, deps.desk.command);
    const { rows } = await deps.desk.updatesView(request);
    const updates = chosenOf(
      which,
      chosen,
      rows.map(({ patch }) => patch.updateId),
    );
    const order = { updates, wsusGroup, action };
    const task = await redrawn(deps, request, () => deps.desk.approveUpdates(deciding(asker, request), request, order));
    await answer(startedCard(task));
  });
}
