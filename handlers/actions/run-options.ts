import { PatchbayError } from '../../src/domain/errors.js';
import { runOptionsModal } from '../../src/slack/modals/run-options.js';
import { type Deps, requestIn } from '../guard.js';
import { openModal } from '../modal.js';
import { type Listener, onClick } from './click.js';

/** `Options…` on the card of a plan: opens the modal, which starts nothing. */
export function runOptions(deps: Deps): Listener {
  return onClick(deps, async ({ asker }, { value, trigger }) => {
    const view = await deps.desk.runView(requestIn(value, deps, 'run'));
    await deps.desk.demand(asker.person, 'operator', view.plan.groupId);
    if (view.decided !== null) throw new PatchbayError('PB303', { as: view.decided.as, by: `@${view.decided.by}` });
    await openModal(deps, trigger, runOptionsModal(view));
  });
}
