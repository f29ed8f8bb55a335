import { PatchbayError } from '../../src/domain/errors.js';
import { redrawn } from '../decided.js';
import { type Deps, requestIn } from '../guard.js';
import { type Listener, onClick } from './click.js';

/** `Next page` and `Previous page` on the card of patches. */
export function turnUpdates(deps: Deps): Listener {
  return onClick(deps, async ({ asker }, { value }) => {
    const [id = '', page = ''] = value.split(' ');
    const request = requestIn(id, deps, 'updates');
    if (!/^\d{1,4}$/.test(page)) throw new PatchbayError('PB304', { command: deps.desk.command, verb: 'updates' });
    await redrawn(deps, request, () => deps.desk.turnUpdates(asker, request, Number(page)));
  });
}
