import type { Draft } from './draft.js';
import type { OperationId } from './ids.js';
import type { Proposed } from './proposal.js';
import type { Amount, ReviewRow, Selected } from './reckoning.js';
import type { PatchInfo, ReviewEvent } from './selection.js';

/** A page of a review. */
export interface ReviewView {
  readonly draft: Draft;
  readonly groupName: string;
  readonly rows: readonly ReviewRow[];
  /** Where the page's first row is among all, from 0. */
  readonly offset: number;
  readonly page: number;
  readonly pages: number;
  readonly shown: Amount;
  readonly selected: Selected;
  /** The one patch that the filter leaves. */
  readonly patch: PatchInfo | null;
  /** What this person can do with what is selected; with anything at all, while nothing is. */
  readonly events: readonly ReviewEvent[];
}

/** What somebody is asked to confirm. */
export interface ProposalView extends Proposed {
  /** The decision's id: pressing Confirm twice is one decision. */
  readonly operation: OperationId;
  readonly groupName: string;
  readonly needsReason: boolean;
}

/** One suggestion while somebody types. */
export interface Suggestion {
  readonly id: string;
  readonly text: string;
}
