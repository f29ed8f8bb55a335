import { asJson, asList, asText, elementsOf, optionsOf } from './blocks.js';
import type { Messages } from './messages.js';
import type { Chosen, Json, Person, Values } from './model.js';
import { Refusal } from './model.js';
import { type Act, messageActionPayload, viewActionPayload } from './payloads.js';
import type { ResponseUrls } from './response-urls.js';
import type { Delivery, Sockets } from './sockets.js';
import type { Triggers } from './triggers.js';
import type { Views } from './views.js';
import { conversationOf, isMember, type World } from './world.js';

/** Where the element is that a person used. */
export type Place = { readonly conversation: string; readonly ts: string } | { readonly viewId: string };

interface Use {
  readonly blockId: string;
  readonly actionId: string;
  /** The option's value, date or text; null for a button. */
  readonly chosen: Chosen;
  /** What else was entered at that place. */
  readonly values: Values;
}

/** Clicks and choices in messages and views. Refuses what is not there, as nobody could have clicked it. */
export interface Actions {
  use(person: Person, place: Place, use: Use): Promise<Delivery['outcome']>;
}

export function createActions(parts: {
  readonly world: World;
  readonly messages: Messages;
  readonly views: Views;
  readonly sockets: Sockets;
  readonly triggers: Triggers;
  readonly responseUrls: ResponseUrls;
}): Actions {
  const { world, messages, views, sockets, triggers, responseUrls } = parts;

  function actOn(person: Person, blocks: readonly unknown[], use: Use, viewId: string | null): Act {
    const found = elementsOf(blocks).find(
      ({ block, element }) => block.block_id === use.blockId && element.action_id === use.actionId,
    );
    if (found === undefined || !canBeChosen(found.element, use.chosen)) throw new Refusal('no_such_element');
    const own = { ...use.values[use.blockId], [use.actionId]: use.chosen };
    return {
      person,
      ...found,
      chosen: use.chosen,
      values: { ...use.values, [use.blockId]: own },
      triggerId: triggers.give({ person: person.id, viewId }),
    };
  }

  function inMessage(person: Person, id: string, ts: string, use: Use): Json {
    const conversation = conversationOf(world, id);
    const message = messages.find(conversation.id, ts);
    const isSeen = message !== null && (message.ephemeralFor ?? person.id) === person.id;
    if (!isSeen || !isMember(conversation, person.id)) throw new Refusal('message_not_found');
    const origin = { person: person.id, conversation: conversation.id, messageTs: ts, threadTs: message.threadTs };
    const act = actOn(person, message.blocks ?? [], use, null);
    return messageActionPayload(world, act, { conversation, message, responseUrl: responseUrls.give(origin) });
  }

  function inView(person: Person, viewId: string, use: Use): Json {
    const view = views.find(viewId);
    if (view.person !== person.id) throw new Refusal('not_found');
    const act = actOn(person, asList(view.content.blocks), use, view.content.type === 'modal' ? viewId : null);
    return viewActionPayload(world, act, views.enter(viewId, act.values));
  }

  function blocksOf(place: Place): readonly unknown[] {
    if ('viewId' in place) return asList(views.find(place.viewId).content.blocks);
    return messages.find(conversationOf(world, place.conversation).id, place.ts)?.blocks ?? [];
  }

  return {
    async use(person, place, use) {
      if (isSilentInput(blocksOf(place), use)) {
        if ('viewId' in place) inView(person, place.viewId, use);
        return 'acked';
      }
      const payload =
        'viewId' in place ? inView(person, place.viewId, use) : inMessage(person, place.conversation, place.ts, use);
      return (await sockets.deliver('interactive', payload)).outcome;
    },
  };
}

/** What is entered in an input is told with the next payload, unless the block asks for `dispatch_action`. */
function isSilentInput(blocks: readonly unknown[], use: Use): boolean {
  const block = blocks.map(asJson).find((one) => one.block_id === use.blockId);
  return block?.type === 'input' && block.dispatch_action !== true;
}

/** Options can be chosen only where they are offered. */
function canBeChosen(element: Json, chosen: Chosen): boolean {
  const options = optionsOf(element);
  if (options.length === 0 || chosen === null) return true;
  return [chosen].flat().every((value) => options.some((option) => asText(option.value) === value));
}
