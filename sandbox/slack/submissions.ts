import { z } from 'zod';
import { asJson, asList, asText, elementsOf, optionsOf } from './blocks.js';
import type { Json, Person, Values, View } from './model.js';
import { Refusal } from './model.js';
import { isOpenEnded } from './offers.js';
import { closedPayload, submissionPayload } from './payloads.js';
import { problemsOf } from './problems.js';
import type { Sockets } from './sockets.js';
import type { Triggers } from './triggers.js';
import type { Views } from './views.js';
import type { World } from './world.js';

/** What became of a modal that a person sent. */
export type Submitted =
  | { readonly outcome: 'closed' | 'updated' | 'pushed' | 'cleared' | 'timeout' | 'dispatch_failed' | 'trouble' }
  /** block_id → what is wrong: from the bot, or because a required input is empty. */
  | { readonly outcome: 'errors'; readonly errors: Readonly<Record<string, string>> };

export interface Submissions {
  submit(person: Person, viewId: string, values: Values): Promise<Submitted>;
  /** @param all the whole stack, as the cross does */
  close(person: Person, viewId: string, all: boolean): Promise<void>;
}

/** https://docs.slack.dev/surfaces/modals#response_actions */
const ack = z.union([
  z.object({ response_action: z.literal('errors'), errors: z.record(z.string(), z.string()) }),
  z.object({ response_action: z.literal('update'), view: z.unknown() }),
  z.object({ response_action: z.literal('push'), view: z.unknown() }),
  z.object({ response_action: z.literal('clear') }),
  z.strictObject({ response_action: z.undefined().optional() }),
]);

export function createSubmissions(parts: {
  readonly world: World;
  readonly views: Views;
  readonly sockets: Sockets;
  readonly triggers: Triggers;
}): Submissions {
  const { world, views, sockets, triggers } = parts;

  function own(person: Person, viewId: string): View {
    const view = views.find(viewId);
    if (view.person !== person.id || view.content.type !== 'modal') throw new Refusal('not_found');
    return view;
  }

  /** What the bot answered; an answer that Slack cannot use leaves the modal open, with a word of trouble. */
  function follow(view: View, payload: Json): Submitted {
    const parsed = ack.safeParse(payload);
    if (!parsed.success) return { outcome: 'trouble' };
    const answer = parsed.data;
    switch (answer.response_action) {
      case undefined:
        views.close(view.id);
        return { outcome: 'closed' };
      case 'errors':
        return errorsOf(view, answer.errors);
      case 'clear':
        views.clear(view.person);
        return { outcome: 'cleared' };
      case 'push':
        return tried('pushed', () => views.push(view.person, answer.view));
      case 'update':
        return tried('updated', () => views.update({ id: view.id }, answer.view));
    }
  }

  return {
    async submit(person, viewId, values) {
      refuseUnoffered(world, own(person, viewId), values);
      const view = views.enter(viewId, values);
      const missing = problemsOf(view);
      if (Object.keys(missing).length > 0) return { outcome: 'errors', errors: missing };
      const triggerId = triggers.give({ person: person.id, viewId });
      const delivery = await sockets.deliver('interactive', submissionPayload(world, person, view, triggerId));
      if (delivery.outcome !== 'acked') return { outcome: delivery.outcome };
      return follow(view, delivery.payload);
    },
    async close(person, viewId, isCross) {
      const view = own(person, viewId);
      const all = isCross || view.content.clear_on_close === true;
      const closing = all ? views.stack(person.id).toReversed() : [view];
      if (all) views.clear(person.id);
      else views.close(viewId);
      for (const one of closing.filter((each) => each.content.notify_on_close === true)) {
        await sockets.deliver('interactive', closedPayload(world, person, one, all));
      }
    },
  };
}

function errorsOf(view: View, errors: Readonly<Record<string, string>>): Submitted {
  const inputs = asList(view.content.blocks)
    .map(asJson)
    .filter((block) => block.type === 'input');
  const known = new Set(inputs.map((block) => asText(block.block_id)));
  const names = Object.keys(errors);
  return names.length > 0 && names.every((name) => known.has(name))
    ? { outcome: 'errors', errors }
    : { outcome: 'trouble' };
}

function tried(outcome: 'pushed' | 'updated', change: () => View): Submitted {
  try {
    change();
    return { outcome };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { outcome: 'trouble' };
  }
}

/** Nobody can choose in an external select what was not suggested there. */
function refuseUnoffered(world: World, view: View, values: Values): void {
  for (const { block, element } of elementsOf(world.offers.into(view.id, asList(view.content.blocks)))) {
    if (!isOpenEnded(element)) continue;
    const chosen = values[asText(block.block_id)]?.[asText(element.action_id)] ?? [];
    const offered = optionsOf(element).map((option) => option.value);
    if (![chosen].flat().every((value) => offered.includes(value))) throw new Refusal('no_such_element');
  }
}
