import { say } from '../commands/index.js';
import type { Deps } from '../guard.js';
import { type Listener, onClick } from './click.js';

/** `Stop` on the card of a task: the same as saying it. */
export function stopTask(deps: Deps): Listener {
  return onClick(deps, (visit, { value }) => say(deps, visit, `stop ${value}`));
}

/** `Stop everything` on the card of any task that runs. */
export function stopEverything(deps: Deps): Listener {
  return onClick(deps, (visit) => say(deps, visit, 'stop everything'));
}
