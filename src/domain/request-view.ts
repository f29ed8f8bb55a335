import type { GroupId, Instant, OperationId, PersonId, UpdateId } from './ids.js';
import type { Severity } from './patch.js';
import type { Blocked } from './plan.js';
import type { Approval, RequestCounts, RequestState } from './request.js';
import type { Party } from './roles.js';
import type { Occurrence } from './window.js';

/** A request for approval as an approver decides by it. */
export interface ApprovalView {
  readonly requestId: OperationId;
  readonly command: string;
  readonly groupId: GroupId;
  readonly groupName: string;
  readonly state: RequestState;
  readonly counts: RequestCounts;
  /** The weightiest first; empty once it is over. */
  readonly weightiest: readonly WeightyPatch[];
  /** Computers that could not be patched now, although they need it; empty once it is over. */
  readonly blocked: readonly Blocked[];
  /** When the patches could be installed next; null where the group has no windows. */
  readonly window: Occurrence | null;
  readonly approversNeeded: 1 | 2;
  readonly approvals: Approval['approvals'];
  readonly by: PersonId;
  /** How many persons were asked directly; 0 where a channel was. */
  readonly askedPersons: number;
  /** Who can decide it, where a channel was asked: a few persons and user groups, without who asked. */
  readonly approvers: readonly Party[];
  readonly askedAt: Instant;
  readonly expiresAt: Instant;
  readonly isReminder: boolean;
  readonly ended: Approval['ended'];
  /** Whose click is being carried out at this moment. */
  readonly working: PersonId | null;
}

export interface WeightyPatch {
  readonly updateId: UpdateId;
  readonly title: string;
  readonly kbs: readonly string[];
  readonly severity: Severity;
  readonly computers: number;
}

/** A line of the list of requests. */
export interface RequestLine {
  readonly requestId: OperationId;
  readonly groupId: GroupId;
  readonly groupName: string;
  readonly state: RequestState;
  readonly counts: RequestCounts;
  readonly by: PersonId;
  readonly askedAt: Instant;
  readonly expiresAt: Instant;
  readonly ended: Approval['ended'];
}

/** Requests from a person's point of view. */
export interface RequestsView {
  readonly command: string;
  /** Those that the person could decide now, the oldest first. */
  readonly toDecide: readonly RequestLine[];
  /** Those that the person asked for, the newest first; the latest of those that are over, too. */
  readonly asked: readonly RequestLine[];
}
