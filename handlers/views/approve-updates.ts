import { PatchbayError } from '../../src/domain/errors.js';
import type { UpdatesView } from '../../src/domain/views.js';
import {
  readDeclineUpdatesAnswer,
  readUpdatesAnswer,
  type UpdatesAnswer,
} from '../../src/slack/modals/approve-updates.js';
import { filterIn } from '../../src/slack/modals/filter-updates.js';
import { Submitted } from '../../src/slack/modals/submitted.js';
import { NOTICE } from '../../src/slack/words/forms.js';
import { startedCard } from '../commands/started.js';
import { redrawn } from '../decided.js';
import { type Deps, deciding } from '../guard.js';
import { answering, type Listener, onSubmit } from './submission.js';

/** The modal of step 2: starts the task that tells WSUS. */
export function approveUpdatesSubmission(deps: Deps): Listener {
  return ordering(deps, readUpdatesAnswer);
}

export function declineUpdatesSubmission(deps: Deps): Listener {
  return ordering(deps, readDeclineUpdatesAnswer);
}

type Read = (submitted: Submitted, view: UpdatesView) => UpdatesAnswer | null;

function ordering(deps: Deps, read: Read): Listener {
  return onSubmit(deps, async ({ asker }, view, done) => {
    const submitted = submittedIn(deps, view);
    const { request } = submitted;
    const order = read(submitted, await deps.desk.updatesView(request));
    if (order === null) throw forged(deps);
    const task = await redrawn(deps, request, () => deps.desk.approveUpdates(deciding(asker, request), request, order));
    await done(NOTICE.started, startedCard(task).text);
  });
}

/** The narrowed list is a card of its own, where the first one lies. */
export function filterUpdatesSubmission(deps: Deps): Listener {
  return answering(deps, async ({ asker }, view) => {
    const submitted = submittedIn(deps, view);
    const conversation = await deps.desk.conversationOf(submitted.request);
    await deps.desk.offerUpdates({ ...asker, conversation: conversation ?? asker.conversation }, filterIn(submitted));
    return { response_action: 'clear' };
  });
}

function submittedIn(deps: Deps, view: unknown): Submitted {
  const submitted = Submitted.read(view);
  if (submitted === null) throw forged(deps);
  return submitted;
}

function forged(deps: Deps): PatchbayError {
  return new PatchbayError('PB304', { command: deps.desk.command, verb: 'updates' });
}
