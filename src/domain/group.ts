import type { ComputerId, GroupId, Instant, PatchGroupId, PersonId } from './ids.js';
import type { Party } from './roles.js';
import type { MaintenanceWindow, ScanSchedule } from './window.js';

/** When a run may restart a computer. `if-required`: only where an install asked for it. */
export type RestartPolicy = 'never' | 'if-required' | 'always';

/** What is left alone unless a group says otherwise. */
export interface Allowed {
  readonly drivers: boolean;
  readonly upgrades: boolean;
}

/** A compliance check of type patch: which patches the group's computers must have. */
export interface ComplianceCheck {
  readonly id: string;
  readonly name: string;
  readonly type: 'patch';
  /** Null: all patches approved on WSUS. Else only those of a patch group, or these knowledge base numbers. */
  readonly patchGroup: PatchGroupId | readonly string[] | null;
  /** New recommendations are created Approved. */
  readonly automaticApproval: boolean;
}

/** Which computers belong to a group: those named, and those that the rule matches. */
export interface Members {
  readonly byHand: readonly ComputerId[];
  readonly rule: MemberRule | null;
}

/** A computer matches where each list that is not empty has something that fits it. A rule of empty lists matches none. */
export interface MemberRule {
  /** Patterns of computer names, such as `fin-*`. */
  readonly names: readonly string[];
  /** Words in the name of the operating system, such as `Server 2022`. */
  readonly systems: readonly string[];
  /** Names of WSUS groups that the computer is in. */
  readonly wsusGroups: readonly string[];
}

/** How a run goes about many computers. Null: no such limit. */
export interface Rollout {
  /** So many computers first; the others wait for a person's *Continue*. */
  readonly canaries: number;
  readonly atOnce: number | null;
  /** After so many failed targets nothing further starts. */
  readonly stopAfterFailures: number | null;
}

export const NO_ROLLOUT: Rollout = { canaries: 0, atOnce: null, stopAfterFailures: null };

/** When and where a group's digest is told. */
export interface DigestSetup {
  /** A Slack channel id. */
  readonly channel: string;
  /** A cron expression of five fields. */
  readonly cron: string;
  /** An IANA name, such as `Europe/Berlin`. */
  readonly timeZone: string;
}

/** What is kept of a provisioning group: who its computers are is worked out from it. */
export interface GroupRecord {
  readonly id: GroupId;
  readonly name: string;
  readonly members: Members;
  readonly checks: readonly ComplianceCheck[];
  readonly restart: RestartPolicy;
  /** For so long logged-on users keep a restart waiting; 0: it does not wait for them. */
  readonly restartDeferMinutes: number;
  /** Drivers and feature updates are recommended and installed; without it they are left alone. */
  readonly allowDrivers: boolean;
  readonly allowUpgrades: boolean;
  /** The Slack channel id that the group's tasks go to, if not where they were asked for. */
  readonly channel: string | null;
  /** The Slack channel id that requests for approval go to, if not the workspace's. */
  readonly approvalsChannel: string | null;
  readonly digest: DigestSetup | null;
  /** They may edit the group, as administrators may. */
  readonly owners: readonly PersonId[];
  /** Who may, for this group, beside those who may for all. */
  readonly operators: readonly Party[];
  readonly approvers: readonly Party[];
  readonly rollout: Rollout;
  /** When installs and restarts may happen; none: at any time. */
  readonly windows: readonly MaintenanceWindow[];
  /** When it is scanned and checked by itself; null: only when a person says so. */
  readonly scans: ScanSchedule | null;
  /** A deleted group's id stays taken, so that the configuration does not bring it back. */
  readonly deleted: { readonly at: Instant; readonly by: PersonId } | null;
}

/** Computers that are checked and patched together. */
export interface ProvisioningGroup extends GroupRecord {
  /** By hand and by rule, in the order of their names. */
  readonly computers: readonly ComputerId[];
}
