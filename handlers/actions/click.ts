import type { BlockAction, ButtonAction, Middleware, SlackActionMiddlewareArgs } from '@slack/bolt';
import { byMessage, byResponse } from '../answers.js';
import { type Delivery, type Deps, guard, type Visit } from '../guard.js';

/** A click on a button of ours: its value, and what opens a modal (for three seconds, once). */
export interface Click {
  readonly value: string;
  readonly trigger: string;
}

export type Listener = Middleware<SlackActionMiddlewareArgs<BlockAction>>;

/** Acknowledges, lets the person in, and hands the click on. */
export function onClick(deps: Deps, work: (visit: Visit, click: Click) => Promise<void>): Listener {
  return async ({ ack, body, action, respond }) => {
    await ack();
    const answer = body.response_url ? byResponse(respond) : byMessage(deps.client, directTo(body));
    const delivery: Delivery = {
      person: body.user.id,
      channel: body.channel?.id ?? null,
      seed: `click ${body.trigger_id}`,
      answer,
    };
    const click = { value: isButton(action) ? (action.value ?? '') : '', trigger: body.trigger_id };
    await guard(deps, delivery, (visit) => work(visit, click));
  };
}

/** The Home tab has no conversation: its answers go to the person. */
function directTo(body: BlockAction) {
  return { person: body.user.id, channel: body.channel?.id ?? body.user.id };
}

function isButton(action: { readonly type: string }): action is ButtonAction {
  return action.type === 'button';
}
