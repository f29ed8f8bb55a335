import { say } from '../commands/index.js';
import type { Deps } from '../guard.js';
import { type Listener, onClick } from './click.js';

/** A button that says a sentence. */
export function sayWords(deps: Deps): Listener {
  return onClick(deps, (visit, { value }) => say(deps, visit, value));
}
