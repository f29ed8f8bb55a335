import type { Middleware, SlackEventMiddlewareArgs } from '@slack/bolt';
import { say } from '../commands/index.js';
import { type Deps, guard } from '../guard.js';
import { wordsDelivery } from './words.js';

/** A direct message is a sentence for the parser. Edits, joins and what bots write are not. */
export function directMessage(deps: Deps): Middleware<SlackEventMiddlewareArgs<'message'>> {
  return async ({ event, body }) => {
    if (event.channel_type !== 'im' || event.subtype !== undefined || event.bot_id !== undefined) return;
    const { text = '' } = event;
    await guard(deps, wordsDelivery(deps, body.event_id, event), (visit) => say(deps, visit, text));
  };
}
