import type { Waiting } from './client-types.js';
import type { Messages } from './messages.js';
import type { Conversation, Message, Person } from './model.js';
import { isMember, type World } from './world.js';

/** Whether a message was said to this person: in a direct message, by name, to a group or to all, or to nobody else. */
export function isFor(world: World, person: Person, conversation: Conversation, message: Message): boolean {
  if (message.user === person.id || message.deleted) return false;
  if (conversation.kind === 'im' || message.ephemeralFor === person.id) return true;
  if (message.pings.length === 0) return false;
  const groups = world.workspace.groups.filter((group) => group.users.includes(person.id)).map((group) => group.id);
  const names = ['here', 'channel', 'everyone', person.id, ...groups];
  return message.pings.some((ping) => names.includes(ping));
}

/** What everybody has not read yet: the page plays all of them, so each sees that another one waits. */
export function waitingOf(world: World, messages: Messages): Waiting {
  return Object.fromEntries(world.workspace.people.map((person) => [person.id, waitingFor(world, messages, person)]));
}

function waitingFor(world: World, messages: Messages, person: Person): Waiting[string] {
  let forThem = 0;
  let hasMore = false;
  const whispers = messages.ephemerals(person.id);
  for (const conversation of world.workspace.conversations.filter((one) => isMember(one, person.id))) {
    const read = world.workspace.read[person.id]?.[conversation.id] ?? '';
    const own = whispers.filter((placed) => placed.conversation === conversation.id).map((placed) => placed.message);
    const others = newerThan(world.store.messages(conversation.id), read);
    for (const message of [...others, ...own.filter((one) => one.ts > read)]) {
      if (isFor(world, person, conversation, message)) forThem += 1;
      else if (message.user !== person.id) hasMore = true;
    }
  }
  return { forThem, hasMore };
}

/** Messages lie oldest first: looked at from the end, so that a long history costs nothing. */
function newerThan(messages: readonly Message[], read: string): readonly Message[] {
  const last = messages.findLastIndex((message) => message.ts <= read);
  return messages.slice(last + 1);
}
