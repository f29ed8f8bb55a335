import { cleanLine } from './group-name.js';
import type { Instant, UpdateId } from './ids.js';
import type { WsusHealth } from './wsus-health.js';

export type Severity = 'Critical' | 'Important' | 'Moderate' | 'Low' | 'Unspecified';
/** IInstallationBehavior.RebootBehavior: Never 0, Always 1, CanRequest 2. */
export type RebootBehavior = 'never' | 'always' | 'can-request';
/** IInstallationBehavior.Impact: Normal 0, Minor 1, RequiresExclusiveHandling 2. */
export type Impact = 'normal' | 'minor' | 'exclusive';

/** One approval of an update for one WSUS computer group. */
interface WsusApproval {
  readonly groupId: string;
  readonly action: 'install' | 'uninstall' | 'not-approved';
  /** `pending`: WSUS still downloads the files. Nothing is installed until it is `active`. */
  readonly state: 'pending' | 'active';
  /** From this moment clients install it by themselves. */
  readonly deadline: Instant | null;
}

/** An update as WSUS describes it: one entry of the patch catalogue. */
export interface Patch {
  readonly updateId: UpdateId;
  readonly revision: number;
  readonly title: string;
  /** Knowledge base numbers without the letters `KB`. */
  readonly kbs: readonly string[];
  readonly classification: string;
  /** The classification's GUID: names are localized, this is not. Empty where WSUS gave none. */
  readonly classificationId: string;
  readonly products: readonly string[];
  readonly severity: Severity;
  readonly arrivedAt: Instant | null;
  readonly superseded: boolean;
  readonly declined: boolean;
  readonly expired: boolean;
  readonly needsLicence: boolean;
  readonly rebootBehavior: RebootBehavior;
  readonly impact: Impact;
  readonly needsUserInput: boolean;
  readonly needsNetwork: boolean;
  /** Whether WSUS takes an approval to uninstall it. */
  readonly uninstallable: boolean;
  readonly approvals: readonly WsusApproval[];
}

/** A computer group on WSUS. A group without an approval of its own inherits its parent's. */
export interface WsusGroup {
  readonly id: string;
  readonly name: string;
  readonly parentId: string | null;
}

/** ComputerTargetGroupId.AllComputers: the root of every WSUS group tree. */
export const ALL_COMPUTERS = 'a0a08746-4dbe-4a37-9adf-9e7652c0b421';

/** What WSUS knows beside its updates. */
export interface WsusFacts {
  readonly at: Instant;
  readonly version: string;
  readonly replica: boolean;
  readonly groups: readonly WsusGroup[];
  /** Which groups WSUS puts a client in: its DNS name, lower case, to group ids. */
  readonly members: Readonly<Record<string, readonly string[]>>;
  /** As they told WSUS, which does not ask who they are. */
  readonly clients: readonly WsusClient[];
  readonly lastSync: WsusSync | null;
  /** Null while it was never read. */
  readonly health: WsusHealth | null;
}

/** A computer that reports to WSUS. Of clones, which share a client id, WSUS shows one. */
export interface WsusClient {
  /** DNS name, in lower case. */
  readonly name: string;
  /** SusClientId. */
  readonly clientId: string;
  readonly os: string;
  readonly reportedAt: Instant | null;
}

export interface WsusSync {
  readonly startedAt: Instant;
  readonly endedAt: Instant;
  readonly result: 'succeeded' | 'failed' | 'canceled' | 'unknown';
  readonly newUpdates: number;
  readonly revisedUpdates: number;
  readonly expiredUpdates: number;
  readonly error: string | null;
}

/** Classifications by their GUIDs: names are localized. */
export const UPGRADES = '3689bdc8-b205-4af4-8d4a-a63924c5e9d5';
export const DRIVERS = 'ebfc1fc5-71a4-4f7b-9aca-3b9a503104a0';
export const DEFINITIONS = 'e0789628-ce08-4437-be74-2495b842f43b';

/**
 * Why an update may not be recommended for a computer. `denied`: by a person here, whatever WSUS says. `driver`,
 * `upgrade`: no group of the computer takes those.
 */
export type NotApproved =
  | 'denied'
  | 'driver'
  | 'upgrade'
  | 'unknown'
  | 'declined'
  | 'expired'
  | 'to-uninstall'
  | 'not-approved'
  | 'approval-pending';

/**
 * Whether WSUS lets a computer of these groups install this patch. A group's own approval decides; without one, the
 * nearest parent's does. Of several groups one active install approval is enough, as WSUS does it; but what is approved
 * to be uninstalled for one of them is not installed for another.
 * That something newer exists is no reason against it: a computer that is offered it has nothing newer that is approved.
 * Fails closed: what is not known to be approved is not.
 */
export function approvalOf(
  patch: Patch | undefined,
  computerGroups: readonly string[],
  groups: readonly WsusGroup[],
): NotApproved | null {
  if (!patch) return 'unknown';
  if (patch.declined) return 'declined';
  if (patch.expired) return 'expired';
  const parents = new Map(groups.map((group) => [group.id, group.parentId]));
  const deciding = [...new Set([...computerGroups, ALL_COMPUTERS])].map((id) => inheritedApproval(patch, id, parents));
  if (deciding.some((approval) => approval?.action === 'uninstall')) return 'to-uninstall';
  const found = deciding.filter((approval) => approval?.action === 'install');
  if (found.some((approval) => approval?.state === 'active')) return null;
  return found.length > 0 ? 'approval-pending' : 'not-approved';
}

function inheritedApproval(
  patch: Patch,
  groupId: string,
  parents: ReadonlyMap<string, string | null>,
): WsusApproval | undefined {
  const seen = new Set<string>();
  let id: string | null = groupId;
  while (id !== null && !seen.has(id)) {
    seen.add(id);
    const own = patch.approvals.find((approval) => approval.groupId === id);
    if (own) return own;
    id = parents.get(id) ?? null;
  }
  return undefined;
}

const BRIEF = 50;

/** `KB5034441 2024-01 Security Update for …`: what people call a patch, for a line of a log. */
export function briefName({ kbs, title }: Pick<Patch, 'kbs' | 'title'>): string {
  const plain = cleanLine(title.replaceAll(/ ?\(KB\d+\)/g, ''), 300);
  const brief =
    [...plain].length > BRIEF
      ? `${[...plain]
          .slice(0, BRIEF - 1)
          .join('')
          .trimEnd()}…`
      : plain;
  const [kb] = kbs;
  return kb === undefined || plain.includes(`KB${kb}`) ? brief : `KB${kb} ${brief}`;
}

/** What people call a patch that was named by its number, without the letters `KB`, or by its id. */
export function calledBy(name: string): string {
  return /^\d+$/.test(name) ? `KB${name}` : name;
}
