import type { Boot } from './boot.js';
import type { IdentityDoubt, Names } from './identity.js';
import type { ComputerId, Instant, PersonId, TaskId, UpdateId } from './ids.js';
import type { Impact, RebootBehavior } from './patch.js';
import type { Recommendation } from './recommendation.js';
import type { TargetRun } from './target.js';

/** What a computer's own policy says about updates: who else would patch or restart it. */
interface UpdatePolicy {
  readonly wuServer: string | null;
  readonly useWuServer: boolean;
  /** AUOptions: 2 notify, 3 download and notify, 4 install by schedule, 5 local choice; null: not set. */
  readonly auOptions: number | null;
  readonly noAutoUpdate: boolean;
  readonly deadline: boolean;
  readonly updateForBusiness: boolean;
  readonly configMgr: boolean;
  readonly targetGroup: string | null;
}

/** What was read on the computer itself, through the channel that proves who it is. */
export interface Facts {
  readonly at: Instant;
  readonly computerName: string;
  readonly machineId: string;
  readonly osCaption: string;
  readonly osBuild: string;
  readonly bootedAt: Instant;
  readonly clock: Instant;
  /** The agent's or servicing's own signal: blocks an install. */
  readonly restartRequired: boolean;
  /** Weaker signs of a pending restart: they inform, no more. */
  readonly restartHints: readonly string[];
  readonly servicingBusy: boolean;
  readonly systemDriveFreeBytes: number;
  readonly loggedOnUsers: number;
  readonly susClientId: string | null;
  readonly role: 'workstation' | 'server' | 'domain-controller';
  readonly clusterNode: boolean;
  /** False where BitLocker asks somebody at each start: it does not come back from a restart alone. */
  readonly startsAlone: boolean;
  readonly policy: UpdatePolicy;
}

/** An update that the computer's agent, asking its managed server, says is missing. */
export interface NeededUpdate {
  readonly updateId: UpdateId;
  readonly revision: number;
  readonly title: string;
  readonly kbs: readonly string[];
  readonly downloaded: boolean;
  /** MaxDownloadSize: an upper bound. */
  readonly sizeBytes: number;
  readonly rebootBehavior: RebootBehavior;
  readonly impact: Impact;
  readonly kind: 'software' | 'driver';
  /** GUIDs of its classification and products. */
  readonly categoryIds: readonly string[];
  /** Its installer may ask a person. */
  readonly needsUser: boolean;
  /** From then on the computer installs it by itself. */
  readonly deadline: Instant | null;
}

export interface Scan {
  readonly taskId: TaskId;
  /** When the scan's job was handed over, by our clock: what an earlier install did is visible to it. */
  readonly startedAt: Instant;
  readonly endedAt: Instant;
  /** False where the search ended with errors: nothing is called compliant from it. */
  readonly complete: boolean;
  /** The boot that it was made in. */
  readonly boot: Boot;
  readonly needed: readonly NeededUpdate[];
  readonly installed: readonly UpdateId[];
  readonly warnings: readonly string[];
}

/** What is kept of one computer, in one document. */
export interface Computer {
  readonly id: ComputerId;
  /** The machine id that was met first (or confirmed since): another one asks a person. */
  readonly machineId: string | null;
  /** What it called itself then. */
  readonly names: Names | null;
  /** Why it may be another machine than the one that is known: nothing is run there until a person has decided. */
  readonly doubt: IdentityDoubt | null;
  /** When a person said last that it is the one. */
  readonly confirmed: { readonly at: Instant; readonly by: PersonId } | null;
  /** How far its clock was ahead of ours when it was met last; behind: less than 0. */
  readonly skew: { readonly ms: number; readonly at: Instant } | null;
  /** How it was logged on to when it was met last, and why so. */
  readonly way: string | null;
  readonly facts: Facts | null;
  readonly scan: Scan | null;
  readonly recommendations: Readonly<Record<string, Recommendation>>;
  /** The task that holds the computer: one at a time. */
  readonly run: TargetRun | null;
  /** Since when it is missed: a run restarted it, and it was not met again. */
  readonly missingSince: Instant | null;
  /** When a script after a run did not end well last: until one does, or a person says so, it may be out of service. */
  readonly outOfServiceSince: Instant | null;
  /** The last check's answer. */
  readonly compliance: Compliance | null;
}

export interface Compliance {
  readonly at: Instant;
  readonly state: 'compliant' | 'not compliant' | 'unknown';
  readonly missing: number;
  readonly reasons: readonly string[];
  /** How many patches each check of the computer's groups misses; none where the state is unknown. */
  readonly checks: readonly { readonly id: string; readonly missing: number }[];
}

export function newComputer(id: ComputerId): Computer {
  return {
    id,
    machineId: null,
    names: null,
    doubt: null,
    confirmed: null,
    skew: null,
    way: null,
    facts: null,
    scan: null,
    recommendations: {},
    run: null,
    missingSince: null,
    outOfServiceSince: null,
    compliance: null,
  };
}
