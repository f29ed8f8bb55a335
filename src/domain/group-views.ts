import type { Denial } from './denial.js';
import type { ComplianceCheck, DigestSetup, GroupRecord, RestartPolicy, Rollout } from './group.js';
import type { ComputerId, GroupId, Instant, PatchGroupId, PersonId, TaskId, UpdateId } from './ids.js';
import type { Patch, Severity } from './patch.js';
import type { PatchGroup, PatchRule } from './patch-group.js';

/** What is shown of groups, checks, patch groups and denials, and what their forms ask for. */

/** A document as it was shown to somebody: what they edit is this revision of it. */
export interface Shown<Id extends string> {
  readonly id: Id;
  readonly revision: number;
}

export interface GroupView {
  readonly group: GroupRecord;
  readonly revision: number;
  readonly computers: readonly ComputerId[];
  /** How many of the computers are members by hand; the others are by rule. */
  readonly byHand: number;
  /** Members by hand that the configuration no longer has. */
  readonly unknown: number;
  readonly compliant: number;
  readonly checkedAt: Instant | null;
  readonly checks: readonly CheckLine[];
  /** When a maintenance window opens next; null where there is none. */
  readonly opens: Instant | null;
  /** Tasks of the group that have not ended. */
  readonly tasks: readonly TaskId[];
  readonly mayEdit: boolean;
}

/** A line of the Compliance tab: `Operating System Patches and Updates · Patch · last scan · 0/2`. */
export interface CheckLine {
  readonly check: ComplianceCheck;
  /** The name of its patch group; null where it asks for all approved patches, or has a list. */
  readonly patchGroup: string | null;
  readonly lastScan: Instant | null;
  readonly compliant: number;
  readonly of: number;
}

/** What somebody set in the form of a group. `owners` is null where they may not say who owns it. */
export interface GroupForm {
  readonly name: string;
  readonly restart: RestartPolicy;
  readonly restartDeferMinutes: number;
  /** Null where they may not say. */
  readonly allowDrivers: boolean | null;
  readonly allowUpgrades: boolean | null;
  readonly rollout: Rollout;
  readonly owners: readonly PersonId[] | null;
}

export interface MembersForm {
  /** Names as they were typed or chosen. */
  readonly add: readonly string[];
  readonly remove: readonly string[];
  readonly names: readonly string[];
  readonly systems: readonly string[];
  readonly wsusGroups: readonly string[];
}

/** Who would be in the group. */
export interface MembersPreview {
  readonly computers: readonly ComputerId[];
  readonly added: readonly ComputerId[];
  readonly removed: readonly ComputerId[];
  /** How many the rule alone matches; null where there is none. */
  readonly byRule: number | null;
  /** How many computers there are. */
  readonly of: number;
  /** Something that a person should say twice: the rule matches nothing, or everything. */
  readonly doubt: 'matches nothing' | 'matches everything' | null;
}

export interface NoticesForm {
  readonly channel: string | null;
  readonly approvalsChannel: string | null;
  readonly digest: DigestSetup | null;
}

export interface CheckForm {
  /** Null: a new one. */
  readonly id: string | null;
  readonly name: string;
  readonly patchGroup: PatchGroupId | 'keep' | null;
  readonly automaticApproval: boolean;
}

export interface ModelForm {
  readonly computer: string;
  /** Which of the model's patches the check asks for. */
  readonly what: 'installed' | 'needed' | 'both';
}

export interface PatchGroupView {
  readonly patchGroup: PatchGroup;
  readonly revision: number;
  /** The patches of the catalogue that are in it. */
  readonly patches: readonly Patch[];
  /** Names of the provisioning groups whose checks ask for it. */
  readonly usedBy: readonly { readonly groupId: GroupId; readonly name: string }[];
  readonly mayEdit: boolean;
}

export interface PatchGroupForm {
  readonly name: string;
  readonly kbs: readonly string[];
  readonly updates: readonly UpdateId[];
  readonly rule: PatchRule;
}

/** What a rule of a patch group can name: as the catalogue spells it. */
export interface PatchWords {
  readonly classifications: readonly string[];
  readonly products: readonly string[];
  readonly severities: readonly Severity[];
}

export interface DenialsView {
  readonly denials: readonly DenialLine[];
  readonly mayDeny: boolean;
}

export interface DenialLine {
  readonly denial: Denial;
  /** Titles of the catalogue's patches that it denies. */
  readonly titles: readonly string[];
  /** On how many computers they are recommended or approved all the same, until the next check. */
  readonly neededBy: number;
}

export interface DenyForm {
  /** KB numbers or update ids, as they were typed. */
  readonly patches: readonly string[];
  readonly reason: string;
  /** The last day on which it is denied, as `2026-12-24`; null: until somebody lifts it. */
  readonly lastDay: string | null;
}

/** Something to choose from a list that is looked up while somebody types. */
export interface Suggestion {
  readonly value: string;
  readonly text: string;
}

export type SuggestionsOf =
  | 'computers'
  | 'members'
  | 'groups'
  | 'wsus-groups'
  | 'patch-groups'
  | 'patches'
  | 'products'
  | 'wsus-clients';
