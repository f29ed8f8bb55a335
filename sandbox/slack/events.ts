import { renderMessage } from './api/render.js';
import type { Change, Conversation, Json, Message } from './model.js';
import { pingsOf } from './mrkdwn.js';
import { eventPayload } from './payloads.js';
import type { Sockets } from './sockets.js';
import { renderView, type Views } from './views.js';
import { conversationOf, isMember, type World } from './world.js';

/** The events the app has subscribed to: https://docs.slack.dev/reference/events */
export interface Events {
  /** A message was written, by a person or by the bot. */
  said(conversation: Conversation, message: Message): void;
  homeOpened(person: string, tab: 'home' | 'messages'): void;
}

/** @param subscribed their names in the manifest, such as `message.im` */
export function createEvents(world: World, sockets: Sockets, views: Views, subscribed: readonly string[]): Events {
  const { bot, team } = world.workspace;

  function send(name: string, event: Json): void {
    if (subscribed.includes(name)) sockets.deliverEvent(eventPayload(world, event));
  }

  /** The bot hears what is said where it is. */
  function sendMessage(conversation: Conversation, event: Json): void {
    if (!isMember(conversation, bot.userId)) return;
    const kind = conversation.kind === 'im' ? 'im' : 'channel';
    const name = kind === 'im' ? 'message.im' : 'message.channels';
    send(name, { type: 'message', channel: conversation.id, channel_type: kind, ...event });
  }

  /** https://docs.slack.dev/reference/events/message/message_changed and message_deleted */
  function edited(change: Extract<Change, { type: 'message' | 'removed' }>): void {
    const { before } = change;
    if (before === undefined || before.ephemeralFor !== null) return;
    const conversation = conversationOf(world, change.conversation);
    const shown = (message: Message): Json => renderMessage(world, conversation.id, message, false);
    const common = { hidden: true, ts: world.nextTs(), previous_message: shown(before) };
    const event =
      change.type === 'message'
        ? { subtype: 'message_changed', message: shown(change.message) }
        : { subtype: 'message_deleted', deleted_ts: change.ts };
    sendMessage(conversation, { ...common, ...event, event_ts: common.ts });
  }

  world.watch((change) => {
    if (change.type === 'message' || change.type === 'removed') edited(change);
  });

  return {
    said(conversation, message) {
      const event = {
        user: message.user,
        text: message.text,
        ts: message.ts,
        event_ts: message.ts,
        team: team.id,
        ...(message.threadTs === null ? {} : { thread_ts: message.threadTs }),
        ...(message.user === bot.userId ? { bot_id: bot.botId, app_id: bot.appId } : {}),
      };
      sendMessage(conversation, event);
      const isAddressed = pingsOf(message.text).includes(bot.userId) && isMember(conversation, bot.userId);
      if (conversation.kind === 'channel' && isAddressed) {
        send('app_mention', { type: 'app_mention', channel: conversation.id, ...event });
      }
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
