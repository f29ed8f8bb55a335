import type { Conversation, Message } from './model.js';
import { pingsOf } from './mrkdwn.js';
import { eventPayload } from './payloads.js';
import type { Sockets } from './sockets.js';
import { renderView, type Views } from './views.js';
import { isMember, type World } from './world.js';

/** The events the app has subscribed to: https://docs.slack.dev/reference/events */
export interface Events {
  /** A message was written, by a person or by the bot. */
  said(conversation: Conversation, message: Message): void;
  homeOpened(person: string, tab: 'home' | 'messages'): void;
}

export const SUBSCRIBED = ['app_mention', 'message.im', 'app_home_opened'] as const;
export type EventName = (typeof SUBSCRIBED)[number];

export function createEvents(world: World, sockets: Sockets, views: Views, subscribed: readonly EventName[]): Events {
  const { bot, team } = world.workspace;

  function send(name: EventName, event: Readonly<Record<string, unknown>>): void {
    if (subscribed.includes(name)) sockets.deliverEvent(eventPayload(world, event));
  }

  return {
    said(conversation, message) {
      const event = {
        user: message.user,
        text: message.text,
        ts: message.ts,
        event_ts: message.ts,
        team: team.id,
        channel: conversation.id,
        ...(message.threadTs === null ? {} : { thread_ts: message.threadTs }),
        ...(message.user === bot.userId ? { bot_id: bot.botId, app_id: bot.appId } : {}),
      };
      if (conversation.kind === 'im') send('message.im', { type: 'message', channel_type: 'im', ...event });
      const isAddressed = pingsOf(message.text).includes(bot.userId) && isMember(conversation, bot.userId);
      if (conversation.kind === 'channel' && isAddressed) send('app_mention', { type: 'app_mention', ...event });
    },
    homeOpened(person, tab) {
      const im = world.workspace.conversations.find((one) => one.kind === 'im' && one.members.includes(person));
      const view = views.home(person);
      send('app_home_opened', {
        type: 'app_home_opened',
        user: person,
        channel: im?.id,
        tab,
        event_ts: world.nextTs(),
        ...(view === null ? {} : { view: renderView(world, view) }),
      });
    },
  };
}
