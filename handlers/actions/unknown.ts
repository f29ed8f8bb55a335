import { PatchbayError } from '../../src/domain/errors.js';
import type { Deps } from '../guard.js';
import { type Listener, onClick } from './click.js';

/** A button of an older version: without a listener it would never be acknowledged. */
export function unknownAction(deps: Deps): Listener {
  return onClick(deps, async () => {
    throw new PatchbayError('PB304', { command: deps.desk.command, verb: 'help' });
  });
}
