import { declineModal } from '../../src/slack/modals/decline.js';
import { type Deps, requestIn } from '../guard.js';
import { openModal } from '../modal.js';
import { type Listener, onClick } from './click.js';

/** `Decline…` on a request for approval: asks why. */
export function declineRequest(deps: Deps): Listener {
  return onClick(deps, async ({ asker }, { value, trigger }) => {
    const request = requestIn(value, deps, 'approvals');
    await deps.desk.demandDecision(asker.person, request);
    await openModal(deps, trigger, declineModal(await deps.desk.approvalView(request)));
  });
}
