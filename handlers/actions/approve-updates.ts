import type { ModalView } from '@slack/types';
import { PatchbayError } from '../../src/domain/errors.js';
import type { Role } from '../../src/domain/roles.js';
import type { UpdatesView } from '../../src/domain/views.js';
import { approveUpdatesModal, declineUpdatesModal } from '../../src/slack/modals/approve-updates.js';
import { filterUpdatesModal } from '../../src/slack/modals/filter-updates.js';
import { type Deps, requestIn } from '../guard.js';
import { openModal } from '../modal.js';
import { type Listener, onClick } from './click.js';

/** `Approve…` on the card of updates: opens the modal, which decides nothing yet. */
export function approveUpdates(deps: Deps): Listener {
  return opening(deps, 'approver', approveUpdatesModal);
}

/** `Decline…`: for administrators, since it is for the whole server. */
export function declineUpdates(deps: Deps): Listener {
  return opening(deps, 'admin', declineUpdatesModal);
}

function opening(deps: Deps, role: Role, modalOf: (view: UpdatesView) => ModalView): Listener {
  return onClick(deps, async ({ asker }, { value, trigger }) => {
    const request = requestIn(value, deps, 'updates');
    await deps.desk.demand(asker.person, role);
    const view = await deps.desk.updatesView(request);
    deps.clicked({ kind: 'request', requestId: request });
    if (view.decided !== null) throw new PatchbayError('PB303', { as: view.decided.as, by: `@${view.decided.by}` });
    if (view.rows.length === 0 || view.groups.length === 0) {
      throw new PatchbayError('PB607', { command: deps.desk.command });
    }
    await openModal(deps, trigger, modalOf(view));
  });
}

/** `Filter…`: the same list, narrowed down without typing. */
export function filterUpdates(deps: Deps): Listener {
  return onClick(deps, async ({ asker }, { value, trigger }) => {
    const request = requestIn(value, deps, 'updates');
    await deps.desk.demand(asker.person, 'viewer');
    const { filter } = await deps.desk.updatesView(request);
    await openModal(deps, trigger, filterUpdatesModal(request, filter, await deps.desk.updateKinds()));
  });
}
