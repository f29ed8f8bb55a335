import type { App } from '@slack/bolt';
import { REVIEW_ACTIONS, WINDOW_ACTIONS } from '../../src/slack/actions.js';
import { SUGGESTS } from '../../src/slack/modals/form.js';
import type { Deps } from '../guard.js';
import { suggestList } from './lists.js';
import { suggestComputers, suggestPatches } from './review.js';
import { suggestZones } from './zones.js';

/** What is suggested while somebody types into a list. */
export function registerOptions(app: App, deps: Deps): void {
  app.options(SUGGESTS, suggestList(deps));
  app.options(WINDOW_ACTIONS.zone, suggestZones(deps));
  app.options(REVIEW_ACTIONS.except, suggestComputers(deps));
  app.options(REVIEW_ACTIONS.computer, suggestComputers(deps));
  app.options(REVIEW_ACTIONS.patch, suggestPatches(deps));
}
