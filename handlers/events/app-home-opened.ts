import type { Middleware, SlackEventMiddlewareArgs } from '@slack/bolt';
import type { Card } from '../../src/slack/blocks.js';
import { type Deps, guard } from '../guard.js';

/** The Home tab: what waits for the person, their groups, what runs and what comes. */
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
    await guard(deps, delivery, ({ asker }) => deps.openHome(asker.person));
  };
}
