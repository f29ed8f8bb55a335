import type { Boot } from './boot.js';
import type { PatchbayFailure } from './errors.js';
import type { ComputerId, GroupId, Instant, JobKey, TaskId, UpdateId } from './ids.js';
import type { Contact, JobOrder, JobProgress } from './job.js';
import type { WsusSync } from './patch.js';
import type { RestartWait } from './restart-wait.js';
import type { RunWork } from './run-work.js';
import type { WsusHealth } from './wsus-health.js';

/** The module's words for tasks, subtasks and targets; Stopped is ours. */
export type Status = 'Scheduled' | 'In Progress' | 'Succeeded' | 'Failed' | 'Stopped';

export const isEnded = (status: Status): boolean =>
  status === 'Succeeded' || status === 'Failed' || status === 'Stopped';

/**
 * The legs of a target's way: each is one detached job, but for `await-boot`, which only looks at the boot time, and
 * `validate`, which computes.
 */
export type Leg =
  | 'facts'
  | 'scan'
  | 'distribute'
  | 'hook-before'
  | 'install'
  | 'uninstall'
  | 'users'
  | 'notice'
  | 'hook-restart'
  | 'restart'
  | 'await-boot'
  | 'settle'
  | 'verify-scan'
  | 'validate'
  | 'hook-after'
  | 'wsus-sync'
  | 'wsus-approve'
  | 'wsus-health'
  | 'wsus-list';

/** Where the leg's job stands. Each phase is stored before its call is made. */
type Phase = 'prepare' | 'submit' | 'poll' | 'acknowledge';

/** A run of calls that failed in a row. */
interface Trouble {
  readonly since: Instant;
  readonly count: number;
  readonly failure: PatchbayFailure;
}

/** The step machine's whole memory for one computer in one task. */
export interface TargetRun {
  readonly taskId: TaskId;
  readonly groupId: GroupId | null;
  readonly workflow: Workflow;
  readonly leg: Leg;
  readonly phase: Phase;
  readonly order: JobOrder | null;
  readonly progress: JobProgress | null;
  /** No call is made before this moment. */
  readonly dueAt: Instant;
  readonly startedAt: Instant;
  readonly legStartedAt: Instant;
  /** How much since then our clock jumped over: nobody waited so long, and no limit counts it. */
  readonly legSkippedMs: number;
  readonly trouble: Trouble | null;
  /** Jobs of this leg that were interrupted or never arrived. */
  readonly attempt: number;
  readonly stopRequested: boolean;
  readonly stopSent: boolean;
  readonly work: Work;
  readonly contact: Contact | null;
  /** The boot that the last contact told of. */
  readonly boot: Boot | null;
  /** Set when the way ends: kept until the target's record has it, then the computer is free. */
  readonly ended: Ended | null;
  /** Log entries made so far: the number of the next. */
  readonly logged: number;
  /** Entries not yet copied to the target's record. */
  readonly pendingLog: readonly LogEntry[];
}

/** What a target's restart waits for, where it is at that. */
export function restartWaitIn({ ended, leg, work }: TargetRun): RestartWait | null {
  return ended === null && WAITS.has(leg) && work.kind === 'run' ? work.restartWait : null;
}

const WAITS: ReadonlySet<Leg> = new Set(['hook-before', 'users', 'notice', 'restart']);

export interface Ended {
  readonly at: Instant;
  readonly status: 'Succeeded' | 'Failed' | 'Stopped';
  readonly message: string;
  readonly failure: PatchbayFailure | null;
}

/** What the way is for. */
export type Work =
  | { readonly kind: 'scan-and-check' }
  | { readonly kind: 'check' }
  | { readonly kind: 'sync'; readonly brought: WsusSync | null; readonly health: WsusHealth | null }
  | {
      readonly kind: 'approve-updates';
      readonly approvals: readonly ApprovalOrder[];
      /** What WSUS refused, a sentence each. */
      readonly refused: readonly string[];
    }
  | RunWork;

export interface ApprovalOrder {
  readonly updateId: UpdateId;
  readonly revision: number;
  readonly groupId: string;
  /** `decline` is for the whole server; its group is that of all computers. */
  readonly action: 'install' | 'uninstall' | 'not-approved' | 'decline';
  readonly deadline: Instant | null;
}

/** The workflow names of the module, and two of ours for WSUS. */
export type Workflow =
  | 'MS_WUA_Scan'
  | 'Default_Compliance_Recommendation_Group_Remediate'
  | 'Compliance_Validation'
  | 'WSUS_Synchronize'
  | 'WSUS_Approve';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** One line of a workflow execution log. */
export interface LogEntry {
  readonly n: number;
  readonly at: Instant;
  readonly level: LogLevel;
  readonly text: string;
}

/** A target of a task: what is shown and kept of it, apart from the computer's own document. */
export interface TargetRecord {
  readonly taskId: TaskId;
  readonly computerId: ComputerId;
  /** The workflow execution log's id: task number, dot, target number. */
  readonly logId: string;
  readonly status: Status;
  readonly leg: Leg | null;
  readonly message: string;
  readonly progress: JobProgress | null;
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;
  readonly failure: PatchbayFailure | null;
  readonly counts: TargetCounts;
  /** What its restart waits for. */
  readonly restartWait: RestartWait | null;
  /** Its job was lost sight of and may run until then, though the target has ended. */
  readonly left: { readonly key: JobKey; readonly until: Instant } | null;
  readonly log: readonly LogEntry[];
}

export interface TargetCounts {
  readonly needed: number;
  readonly planned: number;
  readonly implemented: number;
  readonly failed: number;
  readonly restartPending: number;
  readonly downloaded: number;
}

export const NO_COUNTS: TargetCounts = {
  needed: 0,
  planned: 0,
  implemented: 0,
  failed: 0,
  restartPending: 0,
  downloaded: 0,
};
