import { asList, asText, mapElements, optionsOf } from './blocks.js';
import type { Shown, ShownChange, ShownConversation, ShownFile, ShownMessage, ShownView } from './client-types.js';
import type { Messages } from './messages.js';
import type { Change, Conversation, FileRecord, Message, Person, View } from './model.js';
import { isOpenEnded } from './offers.js';
import type { Sockets } from './sockets.js';
import type { Views } from './views.js';
import { isFor, waitingOf } from './waiting.js';
import { conversationOf, isMember, type World } from './world.js';

/** The workspace as one person sees it. */
export interface Eyes {
  all(person: Person): Shown;
  /** A change in this person's words; null where it does not concern the person. */
  change(person: Person, change: Change): ShownChange | null;
}

export function createEyes(world: World, messages: Messages, views: Views, sockets: Sockets): Eyes {
  const { workspace } = world;

  function conversation(person: Person, one: Conversation): ShownConversation {
    const own = messages.ephemerals(person.id).filter((placed) => placed.conversation === one.id);
    const all = [...world.store.messages(one.id), ...own.map((placed) => placed.message)];
    return {
      ...one,
      messages: all.toSorted(byTime).map((message) => shownMessage(world, person, one, message)),
      read: workspace.read[person.id]?.[one.id] ?? '',
    };
  }

  function home(person: Person): ShownView | null {
    const view = views.home(person.id);
    return view === null ? null : shownView(world, view);
  }

  return {
    all: (person) => ({
      me: person,
      people: workspace.people,
      groups: workspace.groups.map(({ id, handle }) => ({ id, handle })),
      bot: { userId: workspace.bot.userId, name: workspace.bot.name, online: sockets.isOnline() },
      team: workspace.team.name,
      commands: world.commands,
      names: world.names,
      waiting: waitingOf(world, messages),
      conversations: workspace.conversations
        .filter((one) => isMember(one, person.id))
        .map((one) => conversation(person, one)),
      views: views.stack(person.id).map((view) => shownView(world, view)),
      home: home(person),
    }),
    change(person, change) {
      switch (change.type) {
        case 'message':
        case 'removed':
          return messageChange(world, person, change);
        case 'views':
          return change.person === person.id
            ? { type: 'views', views: views.stack(person.id).map((view) => shownView(world, view)) }
            : null;
        case 'home':
          return change.person === person.id ? { type: 'home', home: home(person) } : null;
        case 'read':
          return change.person === person.id
            ? { type: 'read', conversation: change.conversation, ts: change.ts }
            : null;
        case 'bot':
          return change;
        case 'conversation':
          return { type: 'again' };
        case 'files':
          return null;
      }
    },
  };
}

function messageChange(
  world: World,
  person: Person,
  change: Extract<Change, { type: 'message' | 'removed' }>,
): ShownChange | null {
  const only = change.type === 'message' ? change.message.ephemeralFor : change.ephemeralFor;
  const isForOthers = only !== null && only !== person.id;
  if (isForOthers || !isMember(conversationOf(world, change.conversation), person.id)) return null;
  const { conversation } = change;
  if (change.type === 'removed') return { type: 'removed', conversation, ts: change.ts };
  const message = shownMessage(world, person, conversationOf(world, conversation), change.message);
  return { type: 'message', conversation, message };
}

function byTime(a: Message, b: Message): number {
  return a.ts < b.ts ? -1 : Number(a.ts > b.ts);
}

function shownMessage(world: World, person: Person, conversation: Conversation, message: Message): ShownMessage {
  const { metadata: _, ...shown } = message;
  const ids = new Set(message.files);
  const files = ids.size === 0 ? [] : world.workspace.files.filter((file) => ids.has(file.id));
  return { ...shown, files: files.map(shownFile), isForMe: isFor(world, person, conversation, message) };
}

export function shownFile({ id, name, title, bytes, altText }: FileRecord): ShownFile {
  return { id, name, title, bytes, altText, isImage: /\.png$/i.test(name) };
}

/** What was chosen in an external select comes with its label: the block itself does not hold it. */
function shownView(world: World, { id, hash, content, values }: View): ShownView {
  const blocks = mapElements(world.offers.into(id, asList(content.blocks)), (element, block) => {
    if (!isOpenEnded(element)) return element;
    const chosen = [values[asText(block.block_id)]?.[asText(element.action_id)] ?? []].flat();
    return { ...element, options: optionsOf(element).filter((option) => chosen.includes(asText(option.value))) };
  });
  return { id, hash, content: { ...content, blocks }, values };
}
