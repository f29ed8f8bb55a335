import type { PatchbayFailure } from './errors.js';
import type { GroupId, Instant, PersonId, TaskId } from './ids.js';

interface AboutGroup {
  readonly groupId: GroupId;
  readonly groupName: string;
}

/** What is said once about maintenance windows. */
export type WindowNotice =
  /** A window opens soon, and something is Scheduled for it. */
  | (AboutGroup & {
      readonly about: 'window-soon';
      readonly windowName: string;
      readonly opensAt: Instant;
      readonly closesAt: Instant;
      readonly recommendations: number;
      readonly computers: number;
      /** How many of the computers may restart. */
      readonly mayRestart: number;
      readonly people: readonly PersonId[];
    })
  | (AboutGroup & {
      readonly about: 'window-missed';
      readonly windowName: string;
      readonly opensAt: Instant;
      readonly closesAt: Instant;
      readonly why: PatchbayFailure;
      readonly recommendations: number;
      /** Openings that were missed before this one and not told of. */
      readonly before: number;
      readonly nextAt: Instant | null;
      readonly mention: PersonId;
    })
  /** A window opened, and not everything that was Scheduled could begin. */
  | (AboutGroup & {
      readonly about: 'window-left-out';
      readonly computers: number;
      readonly reasons: readonly { readonly failure: PatchbayFailure; readonly computers: number }[];
    })
  /** A window closed before everything was reached. */
  | (AboutGroup & {
      readonly about: 'window-closed';
      readonly taskId: TaskId;
      readonly recommendations: number;
      readonly computers: number;
      readonly nextAt: Instant | null;
    });
