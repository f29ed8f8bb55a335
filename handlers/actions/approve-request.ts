import { card, section } from '../../src/slack/blocks.js';
import { approvedAnswer } from '../../src/slack/words/approvals.js';
import { type Deps, deciding, requestIn } from '../guard.js';
import { worked } from '../worked.js';
import { type Listener, onClick } from './click.js';

/** `Approve` on a request for approval. */
export function approveRequest(deps: Deps): Listener {
  return onClick(deps, async (visit, { value }) => {
    const request = requestIn(value, deps, 'approvals');
    const answer = await worked(deps, visit.asker, request, () =>
      deps.desk.approveRequest(deciding(visit.asker, request), request),
    );
    const text = approvedAnswer(answer.state, answer);
    await visit.answer(card(text, [section(text)]));
  });
}
