import type { PatchbayFailure } from './errors.js';
import type { Freeze } from './freeze.js';
import type { GroupId } from './ids.js';
import type { Occurrence } from './window.js';

/** What is decided about windows, beside their editing. */
export type WindowIntent =
  | { readonly kind: 'freeze'; readonly groupId: GroupId | null; readonly freeze: Freeze }
  | { readonly kind: 'lift-freeze'; readonly groupId: GroupId | null; readonly freezeId: string }
  /** An opening closed, and what was Scheduled for it did not run. */
  | {
      readonly kind: 'miss-window';
      readonly groupId: GroupId;
      readonly windowName: string;
      readonly occurrence: Occurrence;
      readonly why: PatchbayFailure;
      readonly recommendations: number;
      /** Openings that were missed before this one and not told of. */
      readonly before: number;
    };

const KINDS: ReadonlySet<string> = new Set<WindowIntent['kind']>(['freeze', 'lift-freeze', 'miss-window']);

export function isWindowIntent(intent: { readonly kind: string }): intent is WindowIntent {
  return KINDS.has(intent.kind);
}
