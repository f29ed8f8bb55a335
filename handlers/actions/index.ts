import type { App } from '@slack/bolt';
import { ACTIONS, REVIEWS, SAYS, WINDOW_CHANGES } from '../../src/slack/actions.js';
import { FORMS } from '../../src/slack/modals/form.js';
import { formOpening } from '../forms/listeners.js';
import type { Deps } from '../guard.js';
import { approveAgain } from './approve-again.js';
import { approveAll } from './approve-all.js';
import { approveRequest } from './approve-request.js';
import { approveUpdates, declineUpdates, filterUpdates } from './approve-updates.js';
import type { Listener } from './click.js';
import { confirmComputer } from './confirm-computer.js';
import { continueRun } from './continue-run.js';
import { declineRequest } from './decline-request.js';
import { sendPlanFile } from './plan-file.js';
import { review } from './review.js';
import { reviewClick } from './review-click.js';
import { runOptions } from './run-options.js';
import { sayWords } from './say-words.js';
import { showRequest } from './show-request.js';
import { approveAndRun, startRun } from './start-run.js';
import { stopEverything, stopTask } from './stop-task.js';
import { turnRecommendations } from './turn-recommendations.js';
import { turnUpdates } from './turn-updates.js';
import { unknownAction } from './unknown.js';
import { windowChange } from './window-change.js';
import { withdrawRequest } from './withdraw-request.js';

const LISTENERS: Readonly<Record<keyof typeof ACTIONS, (deps: Deps) => Listener>> = {
  approveUpdates,
  declineUpdates,
  filterUpdates,
  nextUpdates: turnUpdates,
  previousUpdates: turnUpdates,
  approveAll,
  review,
  turnRecommendations,
  startRun,
  stopTask,
  stopEverything,
  continueRun,
  runOptions,
  planFile: sendPlanFile,
  approveAgain,
  approveAndRun,
  approveRequest,
  declineRequest,
  withdrawRequest,
  showRequest,
  confirmComputer,
};

export function registerActions(app: App, deps: Deps): void {
  for (const name of Object.keys(LISTENERS) as (keyof typeof ACTIONS)[])
    app.action(ACTIONS[name], LISTENERS[name](deps));
  app.action(REVIEWS, reviewClick(deps));
  app.action(SAYS, sayWords(deps));
  app.action(FORMS, formOpening(deps));
  app.action(WINDOW_CHANGES, windowChange(deps));
  app.action(noneOf(Object.values(ACTIONS)), unknownAction(deps));
}

/** Bolt calls every listener that matches: this one must not match what others do. */
function noneOf(ids: readonly string[]): RegExp {
  const known = ids.map((id) => `${id.replaceAll('.', '\\.')}$`).join('|');
  return new RegExp(
    `^(?!${SAYS.source.slice(1)}|${REVIEWS.source.slice(1)}|${FORMS.source.slice(1)}|${WINDOW_CHANGES.source.slice(1)}|${known})`,
  );
}
