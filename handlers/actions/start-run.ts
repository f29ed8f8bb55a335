import { startedCard } from '../commands/started.js';
import { redrawn } from '../decided.js';
import { type Deps, deciding, requestIn } from '../guard.js';
import { type Listener, onClick } from './click.js';

/** `Run` on the card of a plan. */
export function startRun(deps: Deps): Listener {
  return onClick(deps, async ({ asker, answer }, { value }) => {
    const request = requestIn(value, deps, 'run');
    const task = await redrawn(deps, request, () => deps.desk.run(deciding(asker, request), request));
    await answer(startedCard(task));
  });
}
