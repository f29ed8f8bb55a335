import type { Compliance } from './computer.js';
import type { Finding } from './diagnosis/finding.js';
import type { ReviewBy } from './draft.js';
import type { PatchbayFailure } from './errors.js';
import type { Identity } from './identity.js';
import type { ComputerId, GroupId, Instant, OperationId, PersonId, TaskId } from './ids.js';
import type { Patch, WsusGroup, WsusSync } from './patch.js';
import type { Plan } from './plan.js';
import type { Amount } from './reckoning.js';
import type { Recommendation, RecommendationState } from './recommendation.js';
import type { RequestCounts } from './request.js';
import type { RestartWait } from './restart-wait.js';
import type { Role } from './roles.js';
import type { PatchInfo } from './selection.js';
import type { LogEntry, Status, TargetRecord } from './target.js';
import type { Subtask, Task } from './task.js';
import type { UpdatesFilter } from './update-filter.js';

/** What is shown, computed from the present state; Slack's cards draw these and know nothing else. */

export interface TaskView {
  readonly task: Task;
  /** The present status, from the targets. */
  readonly status: Status;
  readonly groupName: string | null;
  readonly subtasks: readonly Subtask[];
  readonly targets: readonly TargetRecord[];
  /** All open tasks, and the computers that they hold. */
  readonly atWork: { readonly tasks: number; readonly computers: number };
  /** For a sync: what it brought. */
  readonly sync: WsusSync | null;
  /** For a sync: what is not as it should be with WSUS. */
  readonly warnings: readonly Finding[];
  /** For a scan and a check: how many of the group's computers are compliant now. */
  readonly compliant: { readonly yes: number; readonly of: number } | null;
}

export interface Decided {
  readonly by: PersonId;
  readonly at: Instant;
  /** What was decided, such as `14 recommendations approved` or `task 7 started`. */
  readonly as: string;
}

/** Patches on WSUS: those that the filter means. */
export interface UpdatesView {
  readonly requestId: OperationId;
  readonly command: string;
  readonly filter: UpdatesFilter;
  readonly rows: readonly UpdateRow[];
  /** Which page of the rows is shown, from 0. */
  readonly page: number;
  readonly groups: readonly WsusGroup[];
  readonly lastSync: WsusSync | null;
  readonly decided: Decided | null;
}

export interface UpdateKinds {
  readonly classifications: readonly string[];
  readonly products: readonly string[];
}

export interface UpdateRow {
  readonly patch: Patch;
  /** Names of the WSUS groups it is approved for, with ` (pending)` while WSUS still downloads it, ` (uninstall)`. */
  readonly approvedFor: readonly string[];
  /** How many of our computers' scans list it; null where it was never approved, so that no scan can know. */
  readonly neededBy: number | null;
}

/** What a card of recommendations was asked for with. */
export interface RecommendationsFilter {
  readonly view: ReviewBy;
  /** Each occurs in the title, the KB numbers or the severity; empty: all. */
  readonly words: readonly string[];
}

/** The recommendations of a group that are not settled. */
export interface RecommendationsView {
  readonly requestId: OperationId;
  readonly groupId: GroupId;
  readonly groupName: string;
  readonly filter: RecommendationsFilter;
  /** By patch, the weightiest first; or by computer. */
  readonly rows: readonly RecommendationRow[];
  /** Of all states, the settled ones too. */
  readonly counts: Readonly<Partial<Record<RecommendationState, number>>>;
  readonly computers: number;
  readonly approvable: Approvable;
  /** Who is deciding it at this moment. */
  readonly working: PersonId | null;
  readonly decided: Decided | null;
}

/** What `Approve all` would approve. */
export interface Approvable extends Amount {
  readonly critical: number;
  readonly important: number;
  /** Patches that may ask for a restart. */
  readonly restarting: number;
}

/** One patch (or the wish for a scan), or one computer. */
export interface RecommendationRow {
  /** The update's id, or `rescan`; the computer's id. */
  readonly id: string;
  /** Null where the row is a computer. */
  readonly patch: PatchInfo | null;
  /** So many recommendations of the row, by state. */
  readonly counts: Readonly<Partial<Record<RecommendationState, number>>>;
  readonly cameBack: number;
  /** Why the first one of it failed. */
  readonly failedBecause: string | null;
}

export interface RunView {
  readonly requestId: OperationId;
  readonly groupName: string;
  readonly plan: Plan;
  /** Why it may not begin at this moment: a closed window, or a freeze. */
  readonly notNow: PatchbayFailure | null;
  /** What failed before can be approved once more only by asking for it: it takes somebody else, or two. */
  readonly mustAsk: boolean;
  readonly decided: Decided | null;
}

export interface StatusView {
  readonly title: string;
  readonly compliant: number;
  readonly of: number;
  readonly asOf: Instant | null;
  /** Accounts of these computers that are stopped. */
  readonly stopped: readonly StoppedProfile[];
  /** Where it is of WSUS's own computer: what is not as it should be with WSUS. */
  readonly wsus: readonly Finding[];
  readonly rows: readonly StatusRow[];
}

export interface StatusRow {
  readonly computerId: ComputerId;
  readonly compliance: Compliance | null;
  readonly scannedAt: Instant | null;
  readonly counts: Readonly<Partial<Record<RecommendationState, number>>>;
  /** The recommendations that are not Implemented, Closed or Ignored, and the failed ones' reasons. */
  readonly open: readonly Recommendation[];
  readonly busyWith: TaskId | null;
  /** What is installed on it waits for its restart, and that for this. */
  readonly restartWait: RestartWait | null;
  /** What it said itself, when it was last asked, against what is approved for it being installed. */
  readonly blocked: PatchbayFailure | null;
  /** Why its service may be missed; null where it is not. */
  readonly outOfService: PatchbayFailure | null;
  /** How far its clock is off, in milliseconds, ahead or (less than 0) behind; null where that is little. */
  readonly skewMs: number | null;
  /** How it was logged on to last, and why so. */
  readonly way: string | null;
}

/** Who is known as a computer, and who answers there now; where that is settled, whether it is in service. */
export interface ConfirmView {
  readonly computerId: ComputerId;
  readonly known: Identity | null;
  /** Null where nobody is asked before an administrator's word. */
  readonly answers: Identity | null;
  /** Why it waits for a person: who it is comes before whether it is in service. Null where it does not wait. */
  readonly why: PatchbayFailure | null;
  /** When a script after a run did not end well there; null where it is in service. */
  readonly outOfServiceSince: Instant | null;
  /** Of what is shown: a click on another state is stale. */
  readonly hash: string;
  readonly command: string;
}

/** What a person has confirmed of a computer: which one it is, or that it is in service again. */
export type Confirmed = 'identity' | 'service';

/** A profile of credentials that nobody is logged on to with. */
export interface StoppedProfile {
  readonly profile: string;
  readonly why: PatchbayFailure;
}

export interface LogView {
  readonly logId: string;
  readonly taskId: TaskId;
  readonly taskName: string;
  readonly computerId: ComputerId;
  readonly status: Status;
  readonly failure: PatchbayFailure | null;
  readonly entries: readonly LogEntry[];
}

export interface GroupLine {
  readonly groupId: GroupId;
  readonly name: string;
  readonly computers: number;
  readonly compliant: number;
  /** When one of them was checked last. */
  readonly checkedAt: Instant | null;
}

/** What a person's Home tab shows. */
export interface HomeView {
  readonly person: PersonId;
  readonly command: string;
  readonly roles: readonly Role[];
  /** Requests for approval that this person may decide. */
  readonly waiting: readonly HomeRequest[];
  /** Requests that this person has asked for. */
  readonly asked: readonly HomeRequest[];
  readonly groups: readonly GroupLine[];
  readonly running: readonly TaskView[];
  readonly windows: readonly HomeWindow[];
  /** Accounts that are stopped. */
  readonly stopped: readonly StoppedProfile[];
}

export interface HomeRequest {
  readonly requestId: OperationId;
  readonly groupId: GroupId;
  readonly groupName: string;
  readonly by: PersonId;
  readonly at: Instant;
  readonly expiresAt: Instant;
  readonly counts: RequestCounts;
}

export interface HomeWindow {
  readonly groupId: GroupId;
  readonly groupName: string;
  readonly opensAt: Instant;
  readonly closesAt: Instant;
}
