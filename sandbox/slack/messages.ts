import { LIMITS } from '../../src/slack/limits.js';
import { messageError, validateMessage } from '../../src/slack/validate.js';
import { asJson, pingsOfMessage, withIds } from './blocks.js';
import type { FileRecord, Message, Metadata } from './model.js';
import { Refusal } from './model.js';
import { messageOf, type World } from './world.js';

/** What a message can be made of. */
export interface Content {
  readonly text?: string | undefined;
  readonly blocks?: readonly unknown[] | undefined;
  readonly metadata?: Metadata | undefined;
  /** `none` leaves names and links in `text` alone; `full` also links bare names. */
  readonly parse?: 'none' | 'full' | undefined;
}

interface Posting extends Content {
  readonly conversation: string;
  readonly user: string;
  readonly threadTs?: string | null;
  readonly broadcast?: boolean;
  readonly files?: readonly string[];
  readonly ephemeralFor?: string | null;
}

export interface Messages {
  post(posting: Posting): Message;
  update(conversation: string, ts: string, content: Content): Message;
  remove(conversation: string, ts: string): void;
  react(conversation: string, ts: string, name: string, user: string, add: boolean): void;
  ephemerals(person: string): readonly Placed[];
  /** A message that its container names, ephemeral or not; null where it is gone. */
  find(conversation: string, ts: string): Message | null;
  /** The message changes what it says, whoever wrote it: for response_url. */
  rewrite(conversation: string, message: Message, content: Content): void;
  /** A message that only one person saw goes away. */
  forget(conversation: string, message: Message): void;
}

interface Placed {
  readonly conversation: string;
  readonly message: Message;
}

export function createMessages(world: World): Messages {
  const shown = new Map<string, Placed>();
  const { store } = world;

  function replace(conversation: string, message: Message, before?: Message): Message {
    const messages = store.messages(conversation);
    store.setMessages(
      conversation,
      messages.map((one) => (one.ts === message.ts ? message : one)),
    );
    world.changed({ type: 'message', conversation, message, ...(before === undefined ? {} : { before }) });
    return message;
  }

  function put(conversation: string, message: Message): Message {
    if (message.ephemeralFor !== null) shown.set(message.ts, { conversation, message });
    else store.setMessages(conversation, [...store.messages(conversation), message]);
    world.changed({ type: 'message', conversation, message });
    return message;
  }

  function remove(conversation: string, ts: string): void {
    const target = messageOf(world, conversation, ts);
    const messages = store.messages(conversation);
    if (messages.some((one) => one.threadTs === ts)) {
      const tombstone = { ...target, deleted: true, text: '', blocks: null, files: [], reactions: [] };
      replace(conversation, tombstone, target);
      return;
    }
    store.setMessages(
      conversation,
      messages.filter((one) => one.ts !== ts),
    );
    world.changed({ type: 'removed', conversation, ts, ephemeralFor: null, before: target });
  }

  function rewrite(conversation: string, message: Message, content: Content): void {
    const next = contentOf(world, content, message);
    if (message.ephemeralFor === null) {
      replace(conversation, next, message);
      return;
    }
    shown.set(message.ts, { conversation, message: next });
    world.changed({ type: 'message', conversation, message: next });
  }

  return {
    post(posting) {
      refuseBadContent(world, posting, 'post');
      const empty = emptyMessage(world, posting);
      return put(posting.conversation, contentOf(world, cut(posting), empty));
    },
    update(conversation, ts, content) {
      refuseBadContent(world, content, 'update');
      const message = messageOf(world, conversation, ts);
      if (message.user !== world.workspace.bot.userId) throw new Refusal('cant_update_message');
      return replace(conversation, { ...contentOf(world, content, message), edited: true }, message);
    },
    remove,
    react(conversation, ts, name, user, add) {
      const message = messageOf(world, conversation, ts);
      replace(conversation, { ...message, reactions: reacted(message.reactions, name, user, add) });
    },
    ephemerals: (person) => [...shown.values()].filter((one) => one.message.ephemeralFor === person),
    find(conversation, ts) {
      const seen = shown.get(ts);
      if (seen?.conversation === conversation) return seen.message;
      return store.messages(conversation).find((one) => one.ts === ts && !one.deleted) ?? null;
    },
    rewrite(conversation, message, content) {
      refuseBadContent(world, content, 'post');
      rewrite(conversation, message, content);
    },
    forget(conversation, message) {
      if (message.ephemeralFor === null) return remove(conversation, message.ts);
      shown.delete(message.ts);
      const { ts, ephemeralFor } = message;
      world.changed({ type: 'removed', conversation, ts, ephemeralFor, before: message });
    },
  };
}

function emptyMessage(world: World, posting: Posting): Message {
  return {
    ts: world.nextTs(),
    user: posting.user,
    text: '',
    blocks: null,
    threadTs: threadOf(world, posting),
    broadcast: posting.broadcast ?? false,
    edited: false,
    metadata: null,
    files: posting.files ?? [],
    reactions: [],
    deleted: false,
    pings: [],
    ephemeralFor: posting.ephemeralFor ?? null,
  };
}

/** Replies to a reply join its thread; there is no thread below a message that never was. */
function threadOf(world: World, posting: Posting): string | null {
  if (posting.threadTs === undefined || posting.threadTs === null) return null;
  const root = world.store.messages(posting.conversation).find((one) => one.ts === posting.threadTs);
  if (root === undefined) throw new Refusal('thread_not_found');
  return root.threadTs ?? root.ts;
}

/** chat.postMessage cuts long text instead of refusing it. */
function cut(posting: Posting): Content {
  return { ...posting, text: posting.text?.slice(0, LIMITS.message.textCut) };
}

/** `text` without blocks removes the blocks; blocks alone keep the old text: as chat.update does. */
function contentOf(world: World, content: Content, before: Message): Message {
  const isOnlyBlocks = content.text === undefined && content.blocks !== undefined;
  const text = isOnlyBlocks ? before.text : written(content);
  const blocks = content.blocks === undefined || content.blocks.length === 0 ? null : content.blocks;
  const named = blocks === null ? null : withIds(blocks, () => world.nextId('b').toLowerCase());
  return {
    ...before,
    text,
    blocks: named,
    metadata: content.metadata ?? before.metadata,
    pings: pingsOfMessage(text, named, content.parse === 'full'),
  };
}

/** `parse: full` turns bare names into mentions, as if a person had typed them. */
function written(content: Content): string {
  const text = content.text ?? '';
  if (content.parse !== 'full') return text;
  return text.replaceAll(/(?<![\p{L}\p{N}<!])@(here|channel|everyone)\b/gu, '<!$1>');
}

function refuseBadContent(world: World, content: Content, call: 'post' | 'update'): void {
  const error = messageError(content, call);
  if (error !== null) throw new Refusal(error, validateMessage(content, call));
  const unready = unreadyFiles(world.workspace.files, content.blocks ?? []);
  if (unready.length > 0) throw new Refusal('invalid_blocks', unready);
}

/** An image may name a file only once Slack has taken it in. */
function unreadyFiles(files: readonly FileRecord[], blocks: readonly unknown[]): readonly string[] {
  return blocks.flatMap((block, index) => {
    const id = asJson(asJson(block).slack_file).id;
    if (id === undefined || files.some((file) => file.id === id && file.state === 'ready')) return [];
    return [`invalid slack file [json-pointer:/blocks/${index}/slack_file]`];
  });
}

function reacted(reactions: Message['reactions'], name: string, user: string, add: boolean): Message['reactions'] {
  const users = reactions.find((one) => one.name === name)?.users ?? [];
  if (users.includes(user) === add) throw new Refusal(add ? 'already_reacted' : 'no_reaction');
  const next = add ? [...users, user] : users.filter((one) => one !== user);
  const others = reactions.filter((one) => one.name !== name);
  return next.length === 0 ? others : [...others, { name, users: next }];
}

/** What people type, made safe as Slack makes it: `&`, `<` and `>` become entities. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A person's `@name`, `#channel` and `@here` become mentions, the rest is escaped. */
export function typedText(world: World, text: string): string {
  const { people, bot, conversations } = world.workspace;
  return escapeText(text).replaceAll(
    /(?<![\p{L}\p{N}])([@#])([\p{L}\p{N}_-]+)/gu,
    (whole, sign: string, name: string) => {
      const wanted = name.toLowerCase();
      if (sign === '#') {
        const channel = conversations.find((one) => one.name === wanted && one.kind === 'channel');
        return channel === undefined ? whole : `<#${channel.id}|${channel.name}>`;
      }
      if (['here', 'channel', 'everyone'].includes(wanted)) return `<!${wanted}>`;
      if (wanted === bot.name.toLowerCase()) return `<@${bot.userId}>`;
      const person = people.find((one) => one.name === wanted);
      return person === undefined ? whole : `<@${person.id}>`;
    },
  );
}
