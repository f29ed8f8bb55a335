import { approvalCard } from '../../src/slack/cards/approval.js';
import { type Deps, requestIn } from '../guard.js';
import { type Listener, onClick } from './click.js';

/** `Show` in the list of approvals: the request as it stands, for this person alone. */
export function showRequest(deps: Deps): Listener {
  return onClick(deps, async ({ asker, answer }, { value }) => {
    const request = requestIn(value, deps, 'approvals');
    await deps.desk.demandDecision(asker.person, request);
    await answer(approvalCard(await deps.desk.approvalView(request)));
  });
}
