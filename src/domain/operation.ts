import type { ComputerId, GroupId, Instant, OperationId, PersonId, TaskId } from './ids.js';
import type { Plan } from './plan.js';
import type { PersonEvent } from './recommendation.js';
import type { ApprovalOrder } from './target.js';
import type { Opening } from './window.js';

/** Rows of one decision: a computer and its recommendations. */
export interface DecidedRows {
  readonly computerId: ComputerId;
  readonly recommendations: readonly string[];
}

export type Intent =
  | {
      readonly kind: 'start';
      readonly task: 'sync' | 'scan-and-check' | 'check';
      readonly groupId: GroupId | null;
      readonly computers: readonly ComputerId[];
    }
  | { readonly kind: 'approve-updates'; readonly approvals: readonly ApprovalOrder[] }
  | {
      readonly kind: 'decide';
      readonly event: PersonEvent;
      readonly groupId: GroupId;
      readonly rows: readonly DecidedRows[];
    }
  | {
      readonly kind: 'run';
      readonly groupId: GroupId;
      readonly plan: Plan;
      /** No install or restart starts that could not end by then: the window's end. Null: no such limit. */
      readonly until: Instant | null;
      /** The opening that began it; null where a person said Run. */
      readonly opening: Opening | null;
    }
  | { readonly kind: 'stop'; readonly tasks: readonly TaskId[] };

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
  /** Rows whose state had changed by the time they were reached, with the reason. */
  readonly skipped: readonly string[];
}

/** One thing shown with buttons: what it was shown for, so that a stale click is noticed. */
export interface Request {
  readonly id: OperationId;
  readonly kind: 'approve-updates' | 'recommendations' | 'run';
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
}

/** A line of the audit log. */
export interface AuditEntry {
  readonly at: Instant;
  readonly who: PersonId | 'system';
  readonly what: string;
  readonly on: string;
  readonly operation: OperationId | null;
  readonly planHash: string | null;
  readonly detail: string;
}
