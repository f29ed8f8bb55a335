import type { Actions } from './actions.js';
import { asJson, asList, type PlacedElement, visibleText } from './blocks.js';
import type { Composer, Typed } from './commands.js';
import { clickable, entered, named, queryOf } from './driver-elements.js';
import type { Events } from './events.js';
import type { Messages } from './messages.js';
import type { Chosen, Json, Message, Person, Values, View } from './model.js';
import type { Place } from './places.js';
import type { Delivery } from './sockets.js';
import type { Submissions, Submitted } from './submissions.js';
import type { Suggested, Suggestions } from './suggestions.js';
import type { Uploads } from './uploads.js';
import type { Views } from './views.js';
import { archive, conversationOf, removeMember, shareOutside, type World } from './world.js';

/** A person without a page: for tests and the tour. Goes the same way as the page's clicks. */
export interface Actor {
  readonly person: Person;
  /** @param conversation a channel's `#name` or id, or this person's id for the direct message with the bot */
  type(conversation: string, text: string, threadTs?: string): Promise<Typed>;
  /** What this person sees there, oldest first, ephemeral messages too. */
  sees(conversation: string): readonly Message[];
  /** Presses a button, named by its action_id, its label or its value; also an option of an overflow menu. Confirms. */
  click(where: Message | View, button: string): Promise<Delivery['outcome']>;
  /** Chooses in an element, named by its action_id or its input's label; options by value. */
  choose(where: Message | View, element: string, chosen: Chosen): Promise<Delivery['outcome']>;
  /** Types into an external select: what the bot suggests. What was suggested can be chosen. */
  suggestions(where: Message | View, element: string, typed: string): Promise<Suggested>;
  /** Puts a file into a file input; the value to choose or to submit. */
  upload(view: View, element: string, name: string, content: Uint8Array): Promise<string>;
  /** The modal on top. */
  modal(): View | null;
  /** @param values by action_id, block_id or label; options by value */
  submit(view: View, values?: Readonly<Record<string, Chosen>>): Promise<Submitted>;
  close(view: View, all?: boolean): Promise<void>;
  openHome(): void;
  home(): View | null;
}

export interface Driver {
  /** By id or name (`olivia`). */
  as(person: string): Actor;
  messages(conversation: string): readonly Message[];
  /** Another organization joins a channel. */
  shareOutside(conversation: string): void;
  /** Nobody can write there any more. */
  archive(conversation: string): void;
  /** Somebody removes the bot from a channel. */
  removeBot(conversation: string): void;
  /** Looks until something is found: after every change, and now and then. Fails after the timeout, saying what was missed. */
  waitFor<T>(what: string, look: () => T | null | undefined | false, timeoutMs?: number): Promise<T>;
}

const LOOK_EVERY_MS = 25;

export function createDriver(parts: {
  readonly world: World;
  readonly messages: Messages;
  readonly views: Views;
  readonly composer: Composer;
  readonly actions: Actions;
  readonly submissions: Submissions;
  readonly events: Events;
  readonly suggestions: Suggestions;
  readonly uploads: Uploads;
}): Driver {
  const { world, messages, views, composer, actions, submissions, events } = parts;

  function placeOf(where: Message | View): Place {
    if ('content' in where) return { viewId: where.id };
    const conversation = world.workspace.conversations.find((one) => messages.find(one.id, where.ts) !== null);
    if (conversation === undefined) throw new Error(`the message is gone: ${textOfMessage(where)}`);
    return { conversation: conversation.id, ts: where.ts };
  }

  /** As it is now: the caller may hold an older one. */
  function blocksNow(where: Message | View): readonly unknown[] {
    if ('content' in where) return asList(views.find(where.id).content.blocks);
    const place = placeOf(where);
    return ('ts' in place ? messages.find(place.conversation, place.ts)?.blocks : null) ?? [];
  }

  function use(
    person: Person,
    where: Message | View,
    found: PlacedElement,
    chosen: Chosen,
  ): Promise<Delivery['outcome']> {
    return actions.use(person, placeOf(where), {
      ...queryOf(found),
      chosen,
      values: valuesOf(where),
    });
  }

  function valuesOf(where: Message | View): Values {
    return 'content' in where ? views.find(where.id).values : {};
  }

  function actor(person: Person): Actor {
    return {
      person,
      type: (conversation, text, threadTs) =>
        composer.type({ person, conversation: conversationOf(world, conversation), text, threadTs: threadTs ?? null }),
      sees(conversation) {
        const { id } = conversationOf(world, conversation);
        const own = messages.ephemerals(person.id).filter((placed) => placed.conversation === id);
        return [...world.store.messages(id), ...own.map((placed) => placed.message)].toSorted((a, b) =>
          a.ts.localeCompare(b.ts),
        );
      },
      async click(where, button) {
        const found = clickable(blocksNow(where), button);
        return use(person, where, found, found.chosen);
      },
      async choose(where, element, chosen) {
        return use(person, where, named(blocksNow(where), element), chosen);
      },
      suggestions(where, element, typed) {
        const query = { ...queryOf(named(blocksNow(where), element)), typed };
        return parts.suggestions.ask(person, placeOf(where), { ...query, values: valuesOf(where) });
      },
      async upload(view, element, name, content) {
        const query = queryOf(named(blocksNow(view), element));
        return (await parts.uploads.take(person, { viewId: view.id, ...query, name }, content)).id;
      },
      modal: () => views.stack(person.id).at(-1) ?? null,
      async submit(view, values = {}) {
        return submissions.submit(person, view.id, entered(views.find(view.id), values));
      },
      close: (view, all = false) => submissions.close(person, view.id, all),
      openHome: () => events.homeOpened(person.id, 'home'),
      home: () => views.home(person.id),
    };
  }

  return {
    as(name) {
      const person = world.workspace.people.find((one) => one.id === name || one.name === name.toLowerCase());
      if (person === undefined) throw new Error(`nobody is called ${name}`);
      return actor(person);
    },
    messages: (conversation) => world.store.messages(conversationOf(world, conversation).id),
    shareOutside: (conversation) => shareOutside(world, conversationOf(world, conversation)),
    archive: (conversation) => archive(world, conversationOf(world, conversation)),
    removeBot: (conversation) => removeMember(world, conversationOf(world, conversation), world.workspace.bot.userId),
    waitFor: (what, look, timeoutMs = 10_000) => waitFor(world, what, look, timeoutMs),
  };
}

function waitFor<T>(
  world: World,
  what: string,
  look: () => T | null | undefined | false,
  timeoutMs: number,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setInterval(check, LOOK_EVERY_MS);
    const deadline = setTimeout(() => end(() => reject(new Error(`waited ${timeoutMs} ms for ${what}`))), timeoutMs);
    const unwatch = world.watch(() => queueMicrotask(check));

    function end(settle: () => void): void {
      clearInterval(timer);
      clearTimeout(deadline);
      unwatch();
      settle();
    }

    function check(): void {
      try {
        const found = look();
        if (found !== null && found !== undefined && found !== false) end(() => resolve(found));
      } catch (error) {
        end(() => reject(error instanceof Error ? error : new Error(String(error))));
      }
    }
    check();
  });
}

/** Everything that a message or view says, line by line. */
export function textOfMessage(shown: Message | View): string {
  if ('content' in shown) return visibleText(contentOf(shown.content));
  return shown.blocks === null ? shown.text : visibleText(shown.blocks);
}

function contentOf(content: Json): readonly unknown[] {
  return [content.title, content.blocks].map((part) => (Array.isArray(part) ? part : asJson(part)));
}
