import type { Middleware, SlackEventMiddlewareArgs } from '@slack/bolt';
import { say } from '../commands/index.js';
import { type Deps, guard } from '../guard.js';
import { wordsDelivery } from './words.js';

/** `@patchbay scan finance`: the words after the mention, for the same parser. */
export function appMention(deps: Deps): Middleware<SlackEventMiddlewareArgs<'app_mention'>> {
  return async ({ event, body }) => {
    await guard(deps, wordsDelivery(deps, body.event_id, event), (visit) => say(deps, visit, event.text));
  };
}
