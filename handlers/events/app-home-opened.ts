import type { Middleware, SlackEventMiddlewareArgs } from '@slack/bolt';
import type { Card } from '../../src/slack/blocks.js';
import { help } from '../commands/help.js';
import { type Deps, guard } from '../guard.js';

/** The Home tab shows what the person can do now. */
export function appHomeOpened(deps: Deps): Middleware<SlackEventMiddlewareArgs<'app_home_opened'>> {
  return async ({ event, body }) => {
    if (event.tab !== 'home') return;
    const delivery = {
      person: event.user,
      channel: null,
      seed: `event ${body.event_id}`,
      answer: ({ blocks }: Card) =>
        deps.client.views.publish({ user_id: event.user, view: { type: 'home', blocks: [...blocks] } }),
    };
    await guard(deps, delivery, (visit) => help(deps, visit, { verb: 'help', topic: null }));
  };
}
