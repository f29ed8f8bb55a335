import type { Middleware, SlackViewMiddlewareArgs, ViewSubmitAction } from '@slack/bolt';
import type { Card } from '../../src/slack/blocks.js';
import { noticeModal } from '../../src/slack/modals/parts.js';
import { mrkdwn } from '../../src/slack/text.js';
import { type Deps, guard, type Visit } from '../guard.js';

export type Listener = Middleware<SlackViewMiddlewareArgs<ViewSubmitAction>>;

/**
 * Acknowledges with `Working…` in the modal's place, so that nobody submits twice, then writes there what came of it.
 * @param work gets the submitted view, unparsed
 */
export function onSubmit(deps: Deps, work: (visit: Visit, view: unknown) => Promise<void>): Listener {
  return async ({ ack, body, view }) => {
    const working = noticeModal('Working…', mrkdwn`One moment: this is being decided.`);
    await ack({ response_action: 'update', view: working });
    const answer = (card: Card) =>
      deps.client.views.update({ view_id: view.id, view: noticeModal('Patchbay', card.text) });
    const delivery = { person: body.user.id, channel: null, seed: `view ${view.id}`, answer };
    await guard(deps, delivery, (visit) => work(visit, view));
  };
}
