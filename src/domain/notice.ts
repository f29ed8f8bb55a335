import type { PatchbayFailure } from './errors.js';
import type { ComputerId, PersonId } from './ids.js';

/**
 * A sentence that is said once and never edited, as what it is about: Slack's side finds the words. Each is stored with
 * its surface.
 */
export type Notice =
  /** A target of a task failed. */
  | {
      readonly about: 'target-failed';
      readonly computerId: ComputerId;
      readonly logId: string;
      readonly failure: PatchbayFailure | null;
      readonly message: string;
    }
  /** Something that a person should know, in the user's voice of a failure. */
  | { readonly about: 'failure'; readonly failure: PatchbayFailure; readonly mention: PersonId | null };
