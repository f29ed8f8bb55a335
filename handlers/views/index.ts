import type { App } from '@slack/bolt';
import { MODALS } from '../../src/slack/actions.js';
import { FORMS } from '../../src/slack/modals/form.js';
import { formSubmission } from '../forms/listeners.js';
import type { Deps } from '../guard.js';
import { approveUpdatesSubmission, declineUpdatesSubmission, filterUpdatesSubmission } from './approve-updates.js';
import { declineRequestSubmission } from './decline-request.js';
import { reviewFilterSubmission, reviewSubmission } from './review.js';
import { reviewConfirmSubmission } from './review-confirm.js';
import { runOptionsSubmission } from './run-options.js';
import type { Listener } from './submission.js';

const LISTENERS: Readonly<Record<keyof typeof MODALS, (deps: Deps) => Listener>> = {
  approveUpdates: approveUpdatesSubmission,
  declineUpdates: declineUpdatesSubmission,
  filterUpdates: filterUpdatesSubmission,
  review: reviewSubmission,
  reviewFilter: reviewFilterSubmission,
  reviewConfirm: reviewConfirmSubmission,
  runOptions: runOptionsSubmission,
  declineRequest: declineRequestSubmission,
};

export function registerViews(app: App, deps: Deps): void {
  for (const name of Object.keys(LISTENERS) as (keyof typeof MODALS)[]) app.view(MODALS[name], LISTENERS[name](deps));
  app.view(FORMS, formSubmission(deps));
}
