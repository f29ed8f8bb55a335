import { z } from 'zod';
import type { Conversation, Json, Message } from '../model.js';
import { Refusal } from '../model.js';
import { addMember, conversationOf, isMember, personOf, type World } from '../world.js';
import { count, flag, parseArgs, text } from './args.js';
import type { Methods } from './methods.js';
import { renderConversation, renderMessage } from './render.js';

/** https://docs.slack.dev/reference/methods#conversations */

const one = z.object({ channel: text });
const paged = { limit: count.default(100), cursor: text.optional() };
const listing = z.object({ types: text.default('public_channel'), ...paged });
const members = z.object({ channel: text, ...paged });
const opening = z.object({ users: text.optional(), channel: text.optional(), return_im: flag.optional() });
const history = z.object({
  channel: text,
  latest: text.optional(),
  oldest: text.optional(),
  inclusive: flag.default(false),
  include_all_metadata: flag.default(false),
  ...paged,
});
const replies = history.extend({ ts: text });

export const CONVERSATIONS: Methods = {
  'conversations.info'({ world }, args) {
    const { channel } = parseArgs(one, args);
    return { channel: renderConversation(world, byId(world, channel)) };
  },

  'conversations.list'({ world }, args) {
    const order = parseArgs(listing, args);
    const types = order.types.split(',').map((type) => type.trim());
    const wanted = world.workspace.conversations.filter((conversation) =>
      types.includes(conversation.kind === 'im' ? 'im' : 'public_channel'),
    );
    const page = pageOf(wanted, order);
    return { channels: page.items.map((item) => renderConversation(world, item)), ...page.rest };
  },

  'conversations.members'({ world }, args) {
    const order = parseArgs(members, args);
    const page = pageOf(byId(world, order.channel).members, order);
    return { members: page.items, ...page.rest };
  },

  'conversations.open'({ world }, args) {
    const order = parseArgs(opening, args);
    const [user = '', ...more] = (order.users ?? '').split(',');
    if (more.length > 0) throw new Refusal('not_supported');
    const id = order.channel ?? personOf(world, user).id;
    const conversation = conversationOf(world, id);
    return { channel: order.return_im === true ? renderConversation(world, conversation) : { id: conversation.id } };
  },

  'conversations.history'({ world }, args) {
    const order = parseArgs(history, args);
    const { id } = readable(world, order.channel);
    const wanted = world.store
      .messages(id)
      .filter((message) => (message.threadTs === null || message.broadcast) && within(message, order))
      .toReversed();
    const page = pageOf(wanted, order);
    return { messages: shown(world, id, page.items, order.include_all_metadata), ...page.rest };
  },

  'conversations.replies'({ world }, args) {
    const order = parseArgs(replies, args);
    const { id } = readable(world, order.channel);
    const all = world.store.messages(id);
    const asked = all.find((message) => message.ts === order.ts);
    if (asked === undefined) throw new Refusal('thread_not_found');
    const root = asked.threadTs ?? asked.ts;
    const wanted = all.filter(
      (message) => message.ts === root || (message.threadTs === root && within(message, order)),
    );
    const page = pageOf(wanted, order);
    return { messages: shown(world, id, page.items, order.include_all_metadata), ...page.rest };
  },

  'conversations.join'({ world }, args) {
    const { channel } = parseArgs(one, args);
    const conversation = byId(world, channel);
    if (conversation.kind === 'im') throw new Refusal('method_not_supported_for_channel_type');
    if (conversation.isArchived === true) throw new Refusal('is_archived');
    addMember(world, conversation, world.workspace.bot.userId);
    return { channel: renderConversation(world, byId(world, channel)) };
  },
};

/** These methods take ids only, no names. */
function byId(world: World, id: string): Conversation {
  const conversation = conversationOf(world, id);
  if (conversation.id !== id) throw new Refusal('channel_not_found');
  return conversation;
}

function readable(world: World, id: string): Conversation {
  const conversation = byId(world, id);
  if (!isMember(conversation, world.workspace.bot.userId)) throw new Refusal('not_in_channel');
  return conversation;
}

function within(message: Message, order: z.output<typeof history>): boolean {
  const ts = Number(message.ts);
  const isEdge = message.ts === order.oldest || message.ts === order.latest;
  if (isEdge) return order.inclusive;
  const isOldEnough = order.latest === undefined || ts < Number(order.latest);
  return isOldEnough && (order.oldest === undefined || ts > Number(order.oldest));
}

function shown(world: World, id: string, messages: readonly Message[], withMetadata: boolean): readonly Json[] {
  return messages.map((message) => renderMessage(world, id, message, withMetadata));
}

/** The cursor is the index to go on from, opaque to callers. */
function pageOf<T>(
  all: readonly T[],
  order: { readonly limit: number; readonly cursor?: string | undefined },
): { readonly items: readonly T[]; readonly rest: Json } {
  const start = order.cursor === undefined || order.cursor === '' ? 0 : indexOf(order.cursor);
  const items = all.slice(start, start + order.limit);
  const hasMore = start + order.limit < all.length;
  const next = hasMore ? Buffer.from(`next:${start + order.limit}`).toString('base64url') : '';
  return { items, rest: { has_more: hasMore, response_metadata: { next_cursor: next } } };
}

function indexOf(cursor: string): number {
  const index = /^next:(\d+)$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1];
  if (index === undefined) throw new Refusal('invalid_cursor');
  return Number(index);
}
