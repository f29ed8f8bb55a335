import type { Instant } from './ids.js';

/** What nobody could work without: each is watched, and told of once when it fails and once when it is well again. */
export const WATCHED = ['slack', 'wsus', 'schedule'] as const;
export type Watched = (typeof WATCHED)[number];

/** What is kept of it over restarts. */
export interface WatchState {
  /** When this process, or the one before, last looked. Null where it is not to be reckoned with. */
  readonly aliveAt: Instant | null;
  /** What does not work, as it was told, and since when. */
  readonly troubles: Readonly<Partial<Record<Watched, Trouble>>>;
  /** The data came from a backup, which is still to be told. */
  readonly restored: { readonly at: Instant; readonly madeAt: Instant } | null;
}

export interface Trouble {
  readonly since: Instant;
  /** In a few words, for persons. */
  readonly why: string;
}

export const NOTHING_WATCHED: WatchState = { aliveAt: null, troubles: {}, restored: null };
