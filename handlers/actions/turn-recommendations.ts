import { PatchbayError } from '../../src/domain/errors.js';
import { redrawn } from '../decided.js';
import { type Deps, requestIn } from '../guard.js';
import { type Listener, onClick } from './click.js';

/** `View by Computer` and `View by Recommendation` on the card. */
export function turnRecommendations(deps: Deps): Listener {
  return onClick(deps, async ({ asker }, { value }) => {
    const [id = '', view = ''] = value.split(' ');
    const request = requestIn(id, deps, 'recommendations');
    if (view !== 'computer' && view !== 'recommendation')
      throw new PatchbayError('PB304', { command: deps.desk.command, verb: 'recommendations' });
    await redrawn(deps, request, () => deps.desk.turnRecommendations(asker, request, view));
  });
}
