/** What the local Slack keeps and shows. Wire formats (snake case) are made in `api/render.ts` and `payloads.ts`. */

/** Time is injected: the same shape as the bot's clock. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once after at least this many milliseconds; the returned function takes it back. */
  after(milliseconds: number, callback: () => void): () => void;
}

export type Json = Readonly<Record<string, unknown>>;

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  readonly title: string;
  readonly isAdmin: boolean;
  readonly isGuest: boolean;
}

export interface Conversation {
  readonly id: string;
  readonly kind: 'channel' | 'im';
  /** Without `#`; empty for direct messages. */
  readonly name: string;
  readonly topic: string;
  /** Of a direct message: the person and the bot. */
  readonly members: readonly string[];
  /** Another organization is in it, too. */
  readonly isExternal?: boolean;
  readonly isArchived?: boolean;
}

/** A word that the composer offers: a group's or a computer's name, say. */
export interface KnownName {
  /** `group`, `computer`: as people read it beside the name. */
  readonly kind: string;
  readonly name: string;
}

export interface UserGroup {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  readonly users: readonly string[];
}

export interface Metadata {
  readonly event_type: string;
  readonly event_payload: Json;
}

export interface Message {
  readonly ts: string;
  /** Who wrote it: a person or the bot. */
  readonly user: string;
  readonly text: string;
  readonly blocks: readonly Json[] | null;
  readonly threadTs: string | null;
  /** A reply that is shown in the channel too. */
  readonly broadcast: boolean;
  readonly edited: boolean;
  readonly metadata: Metadata | null;
  readonly files: readonly string[];
  readonly reactions: readonly { readonly name: string; readonly users: readonly string[] }[];
  /** A deleted root whose replies remain. */
  readonly deleted: boolean;
  /** Whom it rang: user and group ids, `here`, `channel`, `everyone`. */
  readonly pings: readonly string[];
  /** Only this person sees it, until the page is loaded again. */
  readonly ephemeralFor: string | null;
}

export interface FileRecord {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly bytes: number;
  readonly user: string;
  /** Uploads are taken in later: until then blocks cannot refer to the file. */
  readonly state: 'awaiting-upload' | 'uploaded' | 'completed' | 'ready';
  readonly altText: string;
  readonly shares: readonly { readonly conversation: string; readonly ts: string }[];
}

/** A modal or Home view as Slack keeps it. */
export interface View {
  readonly id: string;
  readonly hash: string;
  readonly person: string;
  readonly rootId: string;
  readonly previousId: string | null;
  readonly content: Json;
  /** block_id → action_id → what was chosen. */
  readonly values: Readonly<Record<string, Readonly<Record<string, Chosen>>>>;
}

/** What a person put into one element: a text, an option's value, several, or nothing. */
export type Chosen = string | readonly string[] | null;
export type Values = View['values'];

export interface Workspace {
  readonly team: { readonly id: string; readonly name: string; readonly domain: string };
  readonly bot: { readonly userId: string; readonly botId: string; readonly appId: string; readonly name: string };
  readonly tokens: { readonly bot: string; readonly app: string };
  readonly people: readonly Person[];
  readonly groups: readonly UserGroup[];
  conversations: readonly Conversation[];
  files: readonly FileRecord[];
  homes: Readonly<Record<string, View>>;
  /** person → conversation → the newest ts that the person has seen. */
  read: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The last ts given out, in microseconds, and the last id: both only ever grow. */
  lastTs: number;
  lastId: number;
}

/** What just changed, for those who watch: the page, the driver. */
export type Change =
  | {
      readonly type: 'message';
      readonly conversation: string;
      readonly message: Message;
      /** What it said before, where it was edited. */
      readonly before?: Message;
    }
  | {
      readonly type: 'removed';
      readonly conversation: string;
      readonly ts: string;
      readonly ephemeralFor: string | null;
      readonly before: Message;
    }
  | { readonly type: 'conversation'; readonly conversation: string }
  | { readonly type: 'views'; readonly person: string }
  | { readonly type: 'home'; readonly person: string }
  | { readonly type: 'read'; readonly person: string; readonly conversation: string; readonly ts: string }
  | { readonly type: 'files' }
  | { readonly type: 'bot'; readonly online: boolean };

/** Slack says no, with its own error code. */
export class Refusal extends Error {
  readonly code: string;
  readonly problems: readonly string[];

  constructor(code: string, problems: readonly string[] = []) {
    super(code);
    this.name = 'Refusal';
    this.code = code;
    this.problems = problems;
  }
}
