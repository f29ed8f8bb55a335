import type { CommandLineUser } from './command-line.js';
import type { Ruling } from './decision.js';
import type { Edit } from './edits.js';
import type { ComputerId, GroupId, Instant, OperationId, PersonId, TaskId } from './ids.js';
import type { Plan } from './plan.js';
import type { Approval, RequestCounts } from './request.js';
import type { RosterIntent } from './roster-intent.js';
import type { ApprovalOrder } from './target.js';
import type { TrustIntent } from './trust-intent.js';
import type { Opening } from './window.js';
import type { WindowIntent } from './window-intent.js';

export type Intent =
  | WindowIntent
  | {
      readonly kind: 'start';
      readonly task: 'sync' | 'scan-and-check' | 'check';
      readonly groupId: GroupId | null;
      readonly computers: readonly ComputerId[];
      /** It was begun by a schedule, on behalf of the person who set it. */
      readonly automatic?: boolean;
    }
  | { readonly kind: 'approve-updates'; readonly approvals: readonly ApprovalOrder[] }
  | ({ readonly kind: 'decide' } & Ruling)
  | {
      readonly kind: 'run';
      readonly groupId: GroupId;
      readonly plan: Plan;
      /** No install or restart starts that could not end by then: the window's end. Null: no such limit. */
      readonly until: Instant | null;
      /** The opening that began it; null where a person said Run. */
      readonly opening: Opening | null;
    }
  | { readonly kind: 'stop'; readonly tasks: readonly TaskId[] }
  /** The others follow the canary computers. */
  | { readonly kind: 'continue'; readonly taskId: TaskId; readonly groupId: GroupId | null }
  /** Somebody asks the approvers. */
  | {
      readonly kind: 'ask';
      readonly groupId: GroupId;
      readonly request: OperationId;
      readonly hash: string;
      readonly counts: RequestCounts;
      readonly expiresAt: Instant;
      readonly remindAt: Instant | null;
      /** A channel id, or the ids of the persons that are asked one by one. */
      readonly shownTo: readonly string[];
    }
  /** The first of two approvers. */
  | { readonly kind: 'half-approve'; readonly groupId: GroupId; readonly request: OperationId; readonly hash: string }
  | { readonly kind: 'decline'; readonly groupId: GroupId; readonly reason: string }
  /** It ends without a decision of its own. */
  | {
      readonly kind: 'close-request';
      readonly groupId: GroupId;
      /** `answer`: all of it was decided in a review that began from it. */
      readonly how: 'withdraw' | 'expire' | 'overtake' | 'answer';
      /** Who decided otherwise what was asked for, where a person did. */
      readonly because: PersonId | null;
      readonly reason: string | null;
    }
  | TrustIntent
  | RosterIntent
  | Edit;

/**
 * A decision, stored whole in one write before anything follows from it. Rolling it forward any number of times has
 * the effect of once. Its id comes from the click or the command, so a second delivery finds it there.
 */
export interface Operation {
  readonly id: OperationId;
  readonly by: PersonId;
  readonly at: Instant;
  readonly intent: Intent;
  /** Where its card goes: a channel id, or the person's own id. */
  readonly conversation: string;
  /** The task it starts, where it starts one: taken before the operation is stored. */
  readonly taskId: TaskId | null;
  readonly done: Instant | null;
  /** What had changed by the time it was reached, in sentences. */
  readonly skipped: readonly string[];
  /** Of a decision about recommendations: how many of them it left as they were. */
  readonly leftOut?: number;
  /** Why nothing followed from it after all. */
  readonly refused?: string;
}

/** One thing shown with buttons: what it was shown for, so that a stale click is noticed. */
export interface Request {
  readonly id: OperationId;
  readonly kind: 'approve-updates' | 'recommendations' | 'run' | 'approval';
  readonly groupId: GroupId | null;
  readonly by: PersonId;
  readonly at: Instant;
  readonly conversation: string;
  /** A fingerprint of the state that was shown. */
  readonly hash: string;
  readonly plan: Plan | null;
  readonly decided: { readonly by: PersonId; readonly at: Instant; readonly as: string } | null;
  /** The words that the list was asked for with. */
  readonly filter: readonly string[];
  /** Of a request for approval; null for any other card. */
  readonly approval: Approval | null;
}

/** A line of the audit log. */
export interface AuditEntry {
  readonly at: Instant;
  readonly who: PersonId | 'system' | CommandLineUser;
  readonly what: string;
  readonly on: string;
  readonly operation: OperationId | null;
  readonly planHash: string | null;
  readonly detail: string;
}
