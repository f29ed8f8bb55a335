import type { App } from '@slack/bolt';
import { ACTIONS } from '../../src/slack/actions.js';
import { SUGGESTS } from '../../src/slack/modals/form.js';
import type { Deps } from '../guard.js';
import { suggestList } from './lists.js';
import { suggestComputers, suggestPatches } from './review.js';
import { suggestZones } from './zones.js';

/** What is suggested while somebody types into a list. */
export function registerOptions(app: App, deps: Deps): void {
  app.options(SUGGESTS, suggestList(deps));
  app.options(ACTIONS.windowZone, suggestZones(deps));
  app.options(ACTIONS.reviewExcept, suggestComputers(deps));
  app.options(ACTIONS.reviewComputer, suggestComputers(deps));
  app.options(ACTIONS.reviewPatch, suggestPatches(deps));
}
