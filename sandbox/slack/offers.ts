import { asJson, asList, asText, mapElements } from './blocks.js';
import type { Json } from './model.js';

/** As many as an element remembers: what was offered last counts. */
const NEWEST = 1000;

/**
 * What an element can hold that does not stand in its block: the options that the bot suggested for an external select,
 * the files that a person put into a file input. Nobody can choose anything else.
 */
export interface Offers {
  /** @param place a view's id, or a message's conversation and ts */
  remember(place: string, blockId: string, actionId: string, options: readonly Json[]): void;
  /** The blocks with what was offered as `options` of their elements. */
  into(place: string, blocks: readonly unknown[]): readonly Json[];
}

export function createOffers(): Offers {
  const offered = new Map<string, readonly Json[]>();
  const nameOf = (...parts: readonly string[]): string => JSON.stringify(parts);
  return {
    remember(place, blockId, actionId, options) {
      const name = nameOf(place, blockId, actionId);
      const values = new Set(options.map((option) => option.value));
      const older = (offered.get(name) ?? []).filter((option) => !values.has(option.value));
      offered.set(name, [...options, ...older].slice(0, NEWEST));
    },
    into: (place, blocks) =>
      mapElements(blocks, (element, block) => {
        if (!isOpenEnded(element)) return element;
        const known = offered.get(nameOf(place, asText(block.block_id), asText(element.action_id))) ?? [];
        return { ...element, options: [...initialOptions(element), ...known] };
      }),
  };
}

/** Where a message's elements remember what was offered to them. */
export function messagePlace(conversation: string, ts: string): string {
  return `${conversation}/${ts}`;
}

export function isOpenEnded(element: Json): boolean {
  return ['external_select', 'multi_external_select', 'file_input'].includes(asText(element.type));
}

function initialOptions(element: Json): readonly Json[] {
  return [...asList(element.initial_options), element.initial_option].filter((one) => one !== undefined).map(asJson);
}
