import type { Chosen, Conversation, Message, Person, Values, View } from './model.js';

/** What the page and the server tell each other, under `/_client/`. */
export type { Chosen, Values };

interface ShownFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly bytes: number;
}

export type ShownMessage = Omit<Message, 'files' | 'metadata'> & { readonly files: readonly ShownFile[] };

export interface ShownConversation extends Conversation {
  readonly messages: readonly ShownMessage[];
  /** The newest ts that the person has seen. */
  readonly read: string;
}

export type ShownView = Pick<View, 'id' | 'hash' | 'content' | 'values'>;

/** Everything that one person sees. */
export interface Shown {
  readonly me: Person;
  readonly people: readonly Person[];
  readonly groups: readonly { readonly id: string; readonly handle: string }[];
  readonly bot: { readonly userId: string; readonly name: string; readonly online: boolean };
  readonly team: string;
  readonly command: string;
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
  | { readonly type: 'again' };
