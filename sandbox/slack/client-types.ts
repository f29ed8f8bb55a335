import type { Command } from './manifest.js';
import type { Chosen, Conversation, KnownName, Message, Person, Values, View } from './model.js';

/** What the page and the server tell each other, under `/_client/`. */
export type { Chosen, Person, Values };

export interface ShownFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly bytes: number;
  readonly altText: string;
  /** It can be shown, not only kept. */
  readonly isImage: boolean;
}

export type ShownMessage = Omit<Message, 'files' | 'metadata'> & {
  readonly files: readonly ShownFile[];
  /** It was said to this person: by name, to a group or to all here, in a direct message, or to nobody else. */
  readonly isForMe: boolean;
};

export interface ShownConversation extends Conversation {
  readonly messages: readonly ShownMessage[];
  /** The newest ts that the person has seen. */
  readonly read: string;
}

export type ShownView = Pick<View, 'id' | 'hash' | 'content' | 'values'>;

/** How many unread messages were said to a person, and whether there are others. */
export type Waiting = Readonly<Record<string, { readonly forThem: number; readonly hasMore: boolean }>>;

/** Everything that one person sees. */
export interface Shown {
  readonly me: Person;
  readonly people: readonly Person[];
  readonly groups: readonly { readonly id: string; readonly handle: string }[];
  readonly bot: { readonly userId: string; readonly name: string; readonly online: boolean };
  readonly team: string;
  readonly commands: readonly Command[];
  /** Words that the composer completes. */
  readonly names: readonly KnownName[];
  /** person → what waits unread for that person. */
  readonly waiting: Waiting;
  readonly conversations: readonly ShownConversation[];
  readonly views: readonly ShownView[];
  readonly home: ShownView | null;
}

/** What changed since; `again` means: read everything again. */
export type ShownChange =
  | { readonly type: 'message'; readonly conversation: string; readonly message: ShownMessage }
  | { readonly type: 'removed'; readonly conversation: string; readonly ts: string }
  | { readonly type: 'views'; readonly views: readonly ShownView[] }
  | { readonly type: 'home'; readonly home: ShownView | null }
  | { readonly type: 'read'; readonly conversation: string; readonly ts: string }
  | { readonly type: 'bot'; readonly online: boolean }
  | { readonly type: 'waiting'; readonly waiting: Waiting }
  | { readonly type: 'again' };
