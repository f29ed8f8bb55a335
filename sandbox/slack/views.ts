import { LIMITS } from '../../src/slack/limits.js';
import { isViewTooLarge, validateView } from '../../src/slack/validate.js';
import { asJson, asList, asText, stateValues, withIds } from './blocks.js';
import type { Json, Values, View } from './model.js';
import { Refusal } from './model.js';
import type { World } from './world.js';

/** Modals (a stack of at most three a person) and Home views. */
export interface Views {
  stack(person: string): readonly View[];
  open(person: string, content: unknown): View;
  push(person: string, content: unknown): View;
  /** @param hash where given, refuses unless the view is still that one */
  update(where: { readonly id?: string; readonly externalId?: string }, content: unknown, hash?: string): View;
  publish(person: string, content: unknown, hash?: string): View;
  home(person: string): View | null;
  find(id: string): View;
  /** Keeps what the person entered, so that the next payload tells it. */
  enter(id: string, values: Values): View;
  /** Takes a view and those above it away. */
  close(id: string): void;
  clear(person: string): void;
}

export function createViews(world: World): Views {
  const stacks = new Map<string, readonly View[]>();
  const { workspace } = world;

  function stack(person: string): readonly View[] {
    return stacks.get(person) ?? [];
  }

  function setStack(person: string, views: readonly View[]): void {
    stacks.set(person, views);
    world.changed({ type: 'views', person });
  }

  function setHome(view: View): View {
    workspace.homes = { ...workspace.homes, [view.person]: view };
    world.store.touch();
    world.changed({ type: 'home', person: view.person });
    return view;
  }

  function all(): readonly View[] {
    return [...[...stacks.values()].flat(), ...Object.values(workspace.homes)];
  }

  function find(id: string): View {
    const view = all().find((one) => one.id === id);
    if (view === undefined) throw new Refusal('not_found');
    return view;
  }

  function replace(view: View): View {
    if (view.content.type === 'home') return setHome(view);
    setStack(
      view.person,
      stack(view.person).map((one) => (one.id === view.id ? view : one)),
    );
    return view;
  }

  function newView(person: string, content: unknown, below: View | null): View {
    const judged = judgedView(world, content, 'modal');
    refuseTakenExternalId(all(), judged, null);
    const id = world.nextId('V');
    return {
      id,
      hash: hashOf(world),
      person,
      rootId: below?.rootId ?? id,
      previousId: below?.id ?? null,
      content: judged,
      values: {},
    };
  }

  return {
    stack,
    open(person, content) {
      const view = newView(person, content, null);
      setStack(person, [view]);
      return view;
    },
    push(person, content) {
      const below = stack(person).at(-1);
      if (below === undefined) throw new Refusal('not_found');
      if (stack(person).length >= LIMITS.view.stack) throw new Refusal('push_limit_reached');
      const view = newView(person, content, below);
      setStack(person, [...stack(person), view]);
      return view;
    },
    update(where, content, hash) {
      const view = all().find((one) => one.id === where.id || isExternal(one, where.externalId));
      if (view === undefined) throw new Refusal('not_found');
      if (hash !== undefined && hash !== view.hash) throw new Refusal('hash_conflict');
      const judged = judgedView(world, content, asText(view.content.type));
      refuseTakenExternalId(all(), judged, view.id);
      return replace({ ...view, content: judged, hash: hashOf(world), values: keptValues(view.values, judged) });
    },
    publish(person, content, hash) {
      const before = workspace.homes[person];
      if (hash !== undefined && before !== undefined && hash !== before.hash) throw new Refusal('hash_conflict');
      const judged = judgedView(world, content, 'home');
      const id = before?.id ?? world.nextId('V');
      return setHome({ id, hash: hashOf(world), person, rootId: id, previousId: null, content: judged, values: {} });
    },
    home: (person) => workspace.homes[person] ?? null,
    find,
    enter: (id, values) => replace({ ...find(id), values }),
    close(id) {
      const { person } = find(id);
      const index = stack(person).findIndex((one) => one.id === id);
      if (index >= 0) setStack(person, stack(person).slice(0, index));
    },
    clear: (person) => setStack(person, []),
  };
}

function judgedView(world: World, content: unknown, type: string): Json {
  if (isViewTooLarge(content)) throw new Refusal('view_too_large');
  const problems = validateView(content);
  if (asJson(content).type !== type) problems.push(`must be a ${type} [json-pointer:/view/type]`);
  if (problems.length > 0) throw new Refusal('invalid_arguments', problems);
  const view = asJson(content);
  return { ...view, blocks: withIds(asList(view.blocks), () => world.nextId('b').toLowerCase()) };
}

function isExternal(view: View, externalId: string | undefined): boolean {
  return externalId !== undefined && externalId !== '' && view.content.external_id === externalId;
}

function refuseTakenExternalId(views: readonly View[], content: Json, own: string | null): void {
  const taken = views.some((view) => view.id !== own && isExternal(view, asText(content.external_id)));
  if (taken) throw new Refusal('duplicate_external_id');
}

/** An updated view keeps what was entered where block_id and action_id stay the same. */
function keptValues(values: Values, content: Json): Values {
  const ids = new Set(asList(content.blocks).map((block) => asText(asJson(block).block_id)));
  return Object.fromEntries(Object.entries(values).filter(([blockId]) => ids.has(blockId)));
}

function hashOf(world: World): string {
  return `${Math.floor(world.clock.now() / 1000)}.${world.nextId('h')}`;
}

/** A view as Slack shows it to the bot. */
export function renderView(world: World, view: View): Json {
  const { workspace } = world;
  return {
    private_metadata: '',
    callback_id: '',
    external_id: '',
    title: null,
    submit: null,
    close: null,
    clear_on_close: false,
    notify_on_close: false,
    ...view.content,
    id: view.id,
    hash: view.hash,
    team_id: workspace.team.id,
    app_id: workspace.bot.appId,
    app_installed_team_id: workspace.team.id,
    bot_id: workspace.bot.botId,
    root_view_id: view.rootId,
    previous_view_id: view.previousId,
    state: { values: stateValues(world.offers.into(view.id, asList(view.content.blocks)), view.values) },
  };
}
