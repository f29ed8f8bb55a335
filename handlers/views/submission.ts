import type { Middleware, SlackViewMiddlewareArgs, ViewSubmitAction } from '@slack/bolt';
import type { Card } from '../../src/slack/blocks.js';
import { noticeModal } from '../../src/slack/modals/parts.js';
import type { Mrkdwn } from '../../src/slack/text.js';
import { NOTICE } from '../../src/slack/words/forms.js';
import { type Deps, guard, type Visit } from '../guard.js';

type Acknowledged = Parameters<SlackViewMiddlewareArgs<ViewSubmitAction>['ack']>[0];
export type Listener = Middleware<SlackViewMiddlewareArgs<ViewSubmitAction>>;

/** Says in the form's place what was done. */
type Done = (title: string, text: Mrkdwn) => Promise<void>;

/**
 * Acknowledges with `Working…` in the modal's place, so that nobody submits twice, then writes there what came of it: its
 * title names what was done, or that nothing was. Slack closes no form after it was acknowledged.
 * @param work gets the submitted view, unparsed
 */
export function onSubmit(deps: Deps, work: (visit: Visit, view: unknown, done: Done) => Promise<void>): Listener {
  return async ({ ack, body, view }) => {
    const working = noticeModal(NOTICE.working, NOTICE.deciding);
    await ack({ response_action: 'update', view: working });
    const done: Done = async (title, text) => {
      await deps.client.views.update({ view_id: view.id, view: noticeModal(title, text) });
    };
    const answer = (card: Card) => done(NOTICE.refused, card.text);
    const delivery = { person: body.user.id, channel: null, seed: `view ${view.id}`, answer, isAwaited: true };
    await guard(deps, delivery, (visit) => work(visit, view, done));
  };
}

/**
 * The answer decides what Slack shows next, so that it is worked out first: Slack waits for it for three seconds. A
 * failure is shown on top, and what the person filled in stays under it.
 */
export function answering(deps: Deps, work: (visit: Visit, view: object) => Promise<Acknowledged>): Listener {
  return async ({ ack, body, view }) => {
    const next: { answer: Acknowledged } = { answer: { response_action: 'clear' } };
    const delivery = {
      ...{ person: body.user.id, channel: null, seed: `view ${view.id} ${view.hash}`, isAwaited: true },
      answer: async ({ text }: { readonly text: Mrkdwn }) => {
        next.answer = { response_action: 'push', view: noticeModal(NOTICE.refused, text) };
      },
    };
    await guard(deps, delivery, async (visit) => {
      next.answer = await work(visit, view);
    });
    await ack(next.answer);
  };
}
