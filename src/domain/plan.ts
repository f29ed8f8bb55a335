import type { PatchbayFailure } from './errors.js';
import type { RestartPolicy } from './group.js';
import type { ComputerId, GroupId, UpdateId } from './ids.js';
import type { RunOptions, Share } from './rollout.js';

/** The approved patches of a run, by name: what the module calls a software stack. */
export interface SoftwareStack {
  readonly name: string;
  readonly updates: readonly StackEntry[];
}

export interface StackEntry {
  readonly updateId: UpdateId;
  readonly title: string;
  readonly kbs: readonly string[];
}

export interface PlanRow {
  readonly computerId: ComputerId;
  readonly updates: readonly PlannedUpdate[];
  /** Approved, but their installers ask a person: they are not installed. */
  readonly byHand: readonly StackEntry[];
  /** An upper bound of what it has yet to download. */
  readonly sizeBytes: number;
  readonly restart: 'no' | 'maybe' | 'yes';
}

export interface PlannedUpdate extends StackEntry {
  readonly revision: number;
  readonly exclusive: boolean;
}

export interface Blocked {
  readonly computerId: ComputerId;
  readonly failure: PatchbayFailure;
}

/** Who gets what, in which order, and who does not, and why. */
export interface Plan {
  readonly groupId: GroupId;
  readonly restart: RestartPolicy;
  readonly rows: readonly PlanRow[];
  readonly blocked: readonly Blocked[];
  readonly options: RunOptions;
  /** The first of the rows, where the options ask for canary computers. */
  readonly canaries: readonly ComputerId[];
  /** They come one by one, after all others: WSUS's computer, and the one that we run on. */
  readonly last: readonly ComputerId[];
  /** What is planned though it Failed: it must be approved again before anything of the plan runs. */
  readonly again: readonly Share[];
  /** By `planHash`: what was approved is what runs, or nothing runs. */
  readonly hash: string;
}
