import { asList } from './blocks.js';
import type { Messages } from './messages.js';
import type { Conversation, Json, Message, Person, View } from './model.js';
import { Refusal } from './model.js';
import { messagePlace } from './offers.js';
import type { Views } from './views.js';
import { conversationOf, isMember, type World } from './world.js';

/** Where the element is that a person used. */
export type Place = { readonly conversation: string; readonly ts: string } | { readonly viewId: string };

/** A place as it is now. */
export type Found =
  | { readonly kind: 'view'; readonly blocks: readonly Json[]; readonly view: View }
  | {
      readonly kind: 'message';
      readonly blocks: readonly Json[];
      readonly conversation: Conversation;
      readonly message: Message;
    };

export interface Places {
  /** @throws Refusal where this person sees no such place: nobody could have clicked there */
  find(person: Person, place: Place): Found;
}

export function createPlaces(parts: {
  readonly world: World;
  readonly messages: Messages;
  readonly views: Views;
}): Places {
  const { world, messages, views } = parts;

  function inMessage(person: Person, id: string, ts: string): Found {
    const conversation = conversationOf(world, id);
    const message = messages.find(conversation.id, ts);
    const isSeen = message !== null && (message.ephemeralFor ?? person.id) === person.id;
    if (!isSeen || !isMember(conversation, person.id)) throw new Refusal('message_not_found');
    const blocks = world.offers.into(messagePlace(conversation.id, ts), message.blocks ?? []);
    return { kind: 'message', blocks, conversation, message };
  }

  function inView(person: Person, id: string): Found {
    const view = views.find(id);
    if (view.person !== person.id) throw new Refusal('not_found');
    return { kind: 'view', blocks: world.offers.into(view.id, asList(view.content.blocks)), view };
  }

  return {
    find: (person, place) =>
      'viewId' in place ? inView(person, place.viewId) : inMessage(person, place.conversation, place.ts),
  };
}

/** The name under which a place remembers what was offered there. */
export function nameOfPlace(found: Found): string {
  return found.kind === 'view' ? found.view.id : messagePlace(found.conversation.id, found.message.ts);
}
