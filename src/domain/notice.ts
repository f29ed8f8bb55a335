import type { DecisionEvent } from './decision.js';
import type { PatchbayFailure } from './errors.js';
import type { ComputerId, GroupId, PersonId, TaskId } from './ids.js';
import type { RequestCounts, RequestState } from './request.js';
import type { CanaryReport } from './rollout.js';
import type { Status } from './target.js';
import type { WatchNotice } from './watch.js';
import type { WindowNotice } from './window-notice.js';

/**
 * A sentence that is said once and never edited, as what it is about: Slack's side finds the words. Each is stored with
 * its surface.
 */
export type Notice =
  | WindowNotice
  | WatchNotice
  /** A target of a task failed. */
  | {
      readonly about: 'target-failed';
      readonly computerId: ComputerId;
      readonly logId: string;
      readonly failure: PatchbayFailure | null;
      readonly message: string;
    }
  /** The canary computers of a run have ended: whether the others follow is for a person to say. */
  | {
      readonly about: 'canaries-ended';
      readonly taskId: TaskId;
      readonly report: CanaryReport;
      readonly mention: PersonId;
    }
  | {
      readonly about: 'task-ended';
      readonly taskId: TaskId;
      readonly name: string;
      readonly groupId: GroupId | null;
      readonly status: Status;
      readonly summary: string;
      readonly mention: PersonId;
    }
  /** Something that a person should know, in the user's voice of a failure. */
  | { readonly about: 'failure'; readonly failure: PatchbayFailure; readonly mention: PersonId | null }
  /** What became of a request for approval, for who asked. */
  | {
      readonly about: 'request-ended';
      readonly state: RequestState;
      readonly counts: RequestCounts;
      readonly groupId: GroupId;
      readonly groupName: string;
      readonly by: PersonId | null;
      readonly reason: string | null;
      /** Whether who asked may run what was approved. */
      readonly mayRun: boolean;
    }
  /** What somebody decided of a request for approval whose rest goes on waiting, for who asked. */
  | {
      readonly about: 'request-partly';
      readonly event: DecisionEvent;
      readonly recommendations: number;
      readonly computers: number;
      /** The first few of them. */
      readonly patches: readonly { readonly title: string; readonly kbs: readonly string[] }[];
      /** 0 where it is not known. */
      readonly patchCount: number;
      readonly left: RequestCounts;
      readonly groupId: GroupId;
      readonly groupName: string;
      readonly by: PersonId;
      readonly reason: string | null;
    };
