import { z } from 'zod';
import { elementsOf } from './blocks.js';
import type { Person, Values } from './model.js';
import { Refusal } from './model.js';
import { suggestionPayload } from './payloads.js';
import { nameOfPlace, type Place, type Places } from './places.js';
import type { Delivery, Sockets } from './sockets.js';
import type { Views } from './views.js';
import type { World } from './world.js';

/** https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element#external_select */
const QUERY_FROM = 3;
const MOST = 100;

const label = (max: number) => z.looseObject({ type: z.literal('plain_text'), text: z.string().min(1).max(max) });
const option = z.looseObject({ text: label(75), value: z.string().min(1).max(150) });
const answer = z.union([
  z.object({ option_groups: z.array(z.object({ label: label(75), options: z.array(option).max(MOST) })).max(MOST) }),
  z.object({ options: z.array(option).max(MOST) }),
]);

type Option = z.output<typeof option>;

/** What the bot suggests for an external select. */
export type Suggested =
  | {
      readonly outcome: 'acked';
      readonly groups: readonly { readonly label: string | null; readonly options: readonly Option[] }[];
    }
  /** `trouble`: an answer that Slack cannot use. */
  | { readonly outcome: Exclude<Delivery['outcome'], 'acked'> | 'trouble' };

interface Query {
  readonly blockId: string;
  readonly actionId: string;
  /** What the person typed; not asked where it is shorter than `min_query_length`. */
  readonly typed: string;
  readonly values: Values;
}

export interface Suggestions {
  ask(person: Person, place: Place, query: Query): Promise<Suggested>;
}

export function createSuggestions(parts: {
  readonly world: World;
  readonly views: Views;
  readonly places: Places;
  readonly sockets: Sockets;
}): Suggestions {
  const { world, views, places, sockets } = parts;
  return {
    async ask(person, place, { blockId, actionId, typed, values }) {
      const found = places.find(person, place);
      const placed = elementsOf(found.blocks).find(
        ({ block, element }) => block.block_id === blockId && element.action_id === actionId,
      );
      if (placed === undefined || !String(placed.element.type).includes('external_select')) {
        throw new Refusal('no_such_element');
      }
      if (typed.length < Number(placed.element.min_query_length ?? QUERY_FROM)) return { outcome: 'acked', groups: [] };
      if (found.kind === 'view') views.enter(found.view.id, values);
      const payload = suggestionPayload(world, { person, blockId, actionId, typed }, places.find(person, place));
      const delivery = await sockets.deliver('interactive', payload);
      if (delivery.outcome !== 'acked') return { outcome: delivery.outcome };
      const parsed = answer.safeParse(delivery.payload);
      if (!parsed.success) return { outcome: 'trouble' };
      const groups = groupsOf(parsed.data);
      const options = groups.flatMap((group) => group.options);
      world.offers.remember(nameOfPlace(found), blockId, actionId, options);
      return { outcome: 'acked', groups };
    },
  };
}

function groupsOf(given: z.output<typeof answer>) {
  if ('options' in given) return [{ label: null, options: given.options }];
  return given.option_groups.map((group) => ({ label: group.label.text, options: group.options }));
}
