import { asJson, asText, elementsOf, optionsOf } from './blocks.js';
import type { Chosen, Json, Person, Values } from './model.js';
import { Refusal } from './model.js';
import { isOpenEnded } from './offers.js';
import { type Act, messageActionPayload, viewActionPayload } from './payloads.js';
import type { Found, Place, Places } from './places.js';
import type { ResponseUrls } from './response-urls.js';
import type { Delivery, Sockets } from './sockets.js';
import type { Triggers } from './triggers.js';
import type { Views } from './views.js';
import type { World } from './world.js';

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
  readonly views: Views;
  readonly places: Places;
  readonly sockets: Sockets;
  readonly triggers: Triggers;
  readonly responseUrls: ResponseUrls;
}): Actions {
  const { world, views, places, sockets, triggers, responseUrls } = parts;

  function actOf(person: Person, place: Found, use: Use): Act {
    const element = elementsOf(place.blocks).find(
      (one) => one.block.block_id === use.blockId && one.element.action_id === use.actionId,
    );
    if (element === undefined || !canBeChosen(element.element, use.chosen)) throw new Refusal('no_such_element');
    const own = { ...use.values[use.blockId], [use.actionId]: use.chosen };
    const modal = place.kind === 'view' && place.view.content.type === 'modal' ? place.view.id : null;
    return {
      person,
      ...element,
      chosen: use.chosen,
      values: { ...use.values, [use.blockId]: own },
      triggerId: triggers.give({ person: person.id, viewId: modal }),
    };
  }

  function payloadOf(act: Act, place: Found): Json {
    if (place.kind === 'view') return viewActionPayload(world, act, views.enter(place.view.id, act.values));
    const { conversation, message } = place;
    const responseUrl = responseUrls.give({
      person: act.person.id,
      conversation: conversation.id,
      messageTs: message.ts,
      threadTs: message.threadTs,
    });
    return messageActionPayload(world, act, { conversation, message, responseUrl });
  }

  return {
    async use(person, place, use) {
      const found = places.find(person, place);
      const act = actOf(person, found, use);
      if (isSilentInput(found.blocks, use)) {
        if (found.kind === 'view') views.enter(found.view.id, act.values);
        return 'acked';
      }
      return (await sockets.deliver('interactive', payloadOf(act, found))).outcome;
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
  if (chosen === null || (options.length === 0 && !isOpenEnded(element))) return true;
  return [chosen].flat().every((value) => options.some((option) => asText(option.value) === value));
}
