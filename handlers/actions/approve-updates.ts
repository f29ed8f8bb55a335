import { PatchbayError } from '../../src/domain/errors.js';
import { approveUpdatesModal } from '../../src/slack/modals/approve-updates.js';
import { type Deps, requestIn } from '../guard.js';
import { openModal } from '../modal.js';
import { type Listener, onClick } from './click.js';

/** `Approve…` on the card of updates: opens the modal, which decides nothing yet. */
export function approveUpdates(deps: Deps): Listener {
  return onClick(deps, async ({ asker }, { value, trigger }) => {
    const request = requestIn(value, deps, 'updates');
    await deps.desk.demand(asker.person, 'approver');
    const view = await deps.desk.updatesView(request);
    deps.clicked({ kind: 'request', requestId: request });
    if (view.decided !== null) throw new PatchbayError('PB303', { as: view.decided.as, by: `@${view.decided.by}` });
    if (view.rows.length === 0 || view.groups.length === 0) {
      throw new PatchbayError('PB110', { what: 'There is nothing left to approve.' });
    }
    await openModal(deps, trigger, approveUpdatesModal(view));
  });
}
