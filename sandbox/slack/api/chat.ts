import { z } from 'zod';
import type { Content } from '../messages.js';
import type { Conversation } from '../model.js';
import { Refusal } from '../model.js';
import { conversationOf, isMember, messageOf, personOf, type World } from '../world.js';
import { flag, list, metadata, parseArgs, text } from './args.js';
import type { Methods } from './methods.js';
import { renderMessage } from './render.js';

/** https://docs.slack.dev/reference/methods#chat */

const content = {
  channel: text,
  text: text.optional(),
  blocks: list.optional(),
  metadata: metadata.optional(),
  parse: z.enum(['none', 'full']).optional(),
  link_names: flag.optional(),
};
const posting = z.object({ ...content, thread_ts: text.optional(), reply_broadcast: flag.optional() });
const ephemeral = posting.extend({ user: text });
const editing = z.object({ ...content, ts: text });
const pointing = z.object({ channel: text, ts: text });
const linking = z.object({ channel: text, message_ts: text });

export const CHAT: Methods = {
  'chat.postMessage'(parts, args) {
    const { world, messages } = parts;
    const order = parseArgs(posting, args);
    const conversation = writable(world, order.channel);
    const message = messages.post({
      ...contentOf(order),
      conversation: conversation.id,
      user: world.workspace.bot.userId,
      threadTs: order.thread_ts ?? null,
      broadcast: order.reply_broadcast ?? false,
    });
    parts.botSaid(conversation.id, message.ts);
    const shown = renderMessage(world, conversation.id, message, true);
    return { channel: conversation.id, ts: message.ts, message: shown };
  },

  'chat.update'({ world, messages }, args) {
    const order = parseArgs(editing, args);
    const { id, isArchived } = joined(world, order.channel);
    if (isArchived === true) throw new Refusal('is_inactive');
    const message = messages.update(id, order.ts, contentOf(order));
    return { channel: id, ts: message.ts, text: message.text, message: renderMessage(world, id, message, true) };
  },

  'chat.delete'({ world, messages }, args) {
    const order = parseArgs(pointing, args);
    const { id } = conversationOf(world, order.channel);
    if (messageOf(world, id, order.ts).user !== world.workspace.bot.userId) throw new Refusal('cant_delete_message');
    messages.remove(id, order.ts);
    return { channel: id, ts: order.ts };
  },

  'chat.postEphemeral'({ world, messages }, args) {
    const order = parseArgs(ephemeral, args);
    const conversation = writable(world, order.channel);
    const person = personOf(world, order.user);
    if (!isMember(conversation, person.id)) throw new Refusal('user_not_in_channel');
    const message = messages.post({
      ...contentOf(order),
      conversation: conversation.id,
      user: world.workspace.bot.userId,
      threadTs: order.thread_ts ?? null,
      ephemeralFor: person.id,
    });
    return { message_ts: message.ts };
  },

  'chat.getPermalink'({ world }, args) {
    const order = parseArgs(linking, args);
    const { id } = conversationOf(world, order.channel);
    const message = messageOf(world, id, order.message_ts);
    const thread = message.threadTs === null ? '' : `?thread_ts=${message.threadTs}&cid=${id}`;
    return { channel: id, permalink: `${world.url()}archives/${id}/p${message.ts.replace('.', '')}${thread}` };
  },
};

/** A channel where the bot may write something new. */
function writable(world: World, name: string): Conversation {
  const conversation = joined(world, name);
  if (conversation.isArchived === true) throw new Refusal('is_archived');
  return conversation;
}

function joined(world: World, name: string): Conversation {
  const conversation = conversationOf(world, name);
  if (!isMember(conversation, world.workspace.bot.userId)) throw new Refusal('not_in_channel');
  return conversation;
}

function contentOf(order: z.output<typeof editing> | z.output<typeof posting>): Content {
  return {
    text: order.text,
    blocks: order.blocks,
    metadata: order.metadata,
    parse: order.link_names === true ? 'full' : order.parse,
  };
}
