import { card, section } from '../../src/slack/blocks.js';
import { withdrawnAnswer } from '../../src/slack/words/approvals.js';
import { redrawn } from '../decided.js';
import { type Deps, deciding, requestIn } from '../guard.js';
import { type Listener, onClick } from './click.js';

/** `Withdraw`, for who asked. */
export function withdrawRequest(deps: Deps): Listener {
  return onClick(deps, async ({ asker, answer }, { value }) => {
    const request = requestIn(value, deps, 'approvals');
    await redrawn(deps, request, () => deps.desk.withdrawRequest(deciding(asker, request), request));
    const text = withdrawnAnswer();
    await answer(card(text, [section(text)]));
  });
}
