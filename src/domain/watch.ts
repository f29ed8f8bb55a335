import type { Instant, TaskId } from './ids.js';

/** What nobody could work without: each is watched, and told of once when it fails and once when it is well again. */
export const WATCHED = ['slack', 'wsus', 'schedule', 'disk'] as const;
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

/** What is told of it, once each. */
export type WatchNotice =
  | { readonly about: 'trouble'; readonly what: Watched; readonly since: Instant; readonly why: string }
  | {
      readonly about: 'trouble-over';
      readonly what: Watched;
      readonly since: Instant;
      readonly until: Instant;
      /** The first of the tasks that ended meanwhile, and how many did. */
      readonly tasks: readonly TaskId[];
      readonly taskCount: number;
      /** Messages that waited for it. */
      readonly messages: number;
    }
  /** The process was not running, and something was due. */
  | {
      readonly about: 'was-down';
      readonly since: Instant;
      readonly until: Instant;
      /** The first of the windows that opened, and how many did. */
      readonly windows: readonly {
        readonly groupName: string;
        readonly windowName: string;
        readonly opensAt: Instant;
        readonly closesAt: Instant;
      }[];
      readonly windowCount: number;
      /** Groups whose scans were due. */
      readonly scans: readonly string[];
    }
  | { readonly about: 'restored'; readonly at: Instant; readonly madeAt: Instant };
