import type { Command, Manifest } from './manifest.js';
import type { Change, Clock, Conversation, KnownName, Message, Person, Workspace } from './model.js';
import { Refusal } from './model.js';
import { createOffers, type Offers } from './offers.js';
import type { Store } from './store.js';

/** The workspace, the time, and who listens: what every part of the local Slack needs. */
export interface World {
  readonly clock: Clock;
  readonly store: Store;
  readonly workspace: Workspace;
  /** `/patch`, say. */
  readonly command: string;
  readonly commands: readonly Command[];
  /** Names that the composer completes. */
  readonly names: readonly KnownName[];
  readonly offers: Offers;
  /** Where the page lives, with a slash at the end. */
  url(): string;
  watch(listener: (change: Change) => void): () => void;
  changed(change: Change): void;
  /** A new message's ts: unique in the workspace, never going back. */
  nextTs(): string;
  /** A new id with this first letter. */
  nextId(letter: string): string;
}

export function createWorld(
  store: Store,
  clock: Clock,
  app: Pick<Manifest, 'commands'> & { readonly names: readonly KnownName[] },
  url: () => string,
): World {
  const listeners = new Set<(change: Change) => void>();
  const { workspace } = store;
  return {
    clock,
    store,
    workspace,
    command: app.commands[0]?.name ?? '',
    commands: app.commands,
    names: app.names,
    offers: createOffers(),
    url,
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    changed(change) {
      for (const listener of [...listeners]) listener(change);
    },
    nextTs() {
      workspace.lastTs = Math.max(clock.now() * 1000, workspace.lastTs + 1);
      store.touch();
      const seconds = Math.floor(workspace.lastTs / 1_000_000);
      return `${seconds}.${String(workspace.lastTs % 1_000_000).padStart(6, '0')}`;
    },
    nextId(letter) {
      workspace.lastId += 1;
      store.touch();
      return letter + workspace.lastId.toString(36).toUpperCase().padStart(8, '0');
    },
  };
}

export function personOf(world: World, id: string): Person {
  const found = world.workspace.people.find((person) => person.id === id);
  if (found === undefined) throw new Refusal('user_not_found');
  return found;
}

/** By id, by `#name`, or by a person's id, which means the direct message with the bot. */
export function conversationOf(world: World, name: string): Conversation {
  const bare = name.replace(/^#/, '');
  const found = world.workspace.conversations.find(
    (one) =>
      one.id === name ||
      (one.kind === 'channel' && one.name === bare) ||
      (one.kind === 'im' && one.members.includes(name) && name !== world.workspace.bot.userId),
  );
  if (found === undefined) throw new Refusal('channel_not_found');
  return found;
}

export function isMember(conversation: Conversation, user: string): boolean {
  return conversation.members.includes(user);
}

export function addMember(world: World, conversation: Conversation, user: string): void {
  if (isMember(conversation, user)) return;
  changeConversation(world, conversation, { members: [...conversation.members, user] });
}

export function removeMember(world: World, conversation: Conversation, user: string): void {
  changeConversation(world, conversation, { members: conversation.members.filter((member) => member !== user) });
}

/** Slack Connect: another organization joins the channel. */
export function shareOutside(world: World, conversation: Conversation): void {
  changeConversation(world, conversation, { isExternal: true });
}

/** Nobody writes there any more; what was said stays. */
export function archive(world: World, conversation: Conversation): void {
  changeConversation(world, conversation, { isArchived: true });
}

function changeConversation(world: World, conversation: Conversation, change: Partial<Conversation>): void {
  world.workspace.conversations = world.workspace.conversations.map((one) =>
    one.id === conversation.id ? { ...one, ...change } : one,
  );
  world.store.touch();
  world.changed({ type: 'conversation', conversation: conversation.id });
}

export function messageOf(world: World, conversation: string, ts: string): Message {
  const found = world.store.messages(conversation).find((message) => message.ts === ts && !message.deleted);
  if (found === undefined) throw new Refusal('message_not_found');
  return found;
}
