import type { App } from '@slack/bolt';
import { registerActions } from './actions/index.js';
import { patchCommand } from './commands/patch.js';
import { registerEvents } from './events/index.js';
import type { Deps } from './guard.js';
import { registerOptions } from './options/index.js';
import { registerViews } from './views/index.js';

/** All that Slack sends in, and who takes it. The verbs are routed in `commands/index.ts`. */
export function registerHandlers(app: App, deps: Deps): void {
  app.command(deps.desk.command, patchCommand(deps));
  registerActions(app, deps);
  registerViews(app, deps);
  registerOptions(app, deps);
  registerEvents(app, deps);
}
