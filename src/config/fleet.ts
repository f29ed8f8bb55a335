import type { z } from 'zod';
import { type GroupRecord, NO_ROLLOUT } from '../domain/group.js';
import { type ComputerId, type GroupId, parseComputerId, parseGroupId } from '../domain/ids.js';
import { nearest } from '../domain/nearest.js';
import type { ComputerSettings, Credentials } from './configuration.js';
import { namesIn, readEntries, type Sections } from './entries.js';
import type { Problems } from './problems.js';
import { profileName, type Reading } from './profiles.js';
import { computerEntry, groupCredential, groupCredentials, groupEntry } from './schema.js';
import { readWay, refuseBasic } from './way.js';

type GroupEntry = z.infer<typeof groupEntry>;

/** The computers, each with its account and the authorities that its certificate is checked against. */
export async function readComputers(
  sections: Sections,
  shared: { readonly profiles: ReadonlyMap<string, Credentials>; readonly authorities: string | null },
  reading: Reading,
): Promise<ReadonlyMap<ComputerId, ComputerSettings>> {
  const kind = {
    entry: computerEntry,
    name: parseComputerId,
    what: 'the name of a computer: at most 63 letters, digits, dots and dashes',
  };
  const computers = new Map<ComputerId, ComputerSettings>();
  const entries = readEntries('computers', sections.computers, kind, reading.problems);
  const profiles = profilesOf(sections, entries, reading.problems);
  const users = new Map<string, number>();
  for (const profile of profiles.values()) users.set(profile, (users.get(profile) ?? 0) + 1);
  for (const [id, entry] of entries) {
    const profile = profiles.get(id) ?? '';
    const credentials = shared.profiles.get(profile);
    const way = await readWay(id, entry, credentials?.authorities ?? shared.authorities, reading);
    if (credentials === undefined) continue;
    const { computer_name: computerName = null, imported } = entry;
    computers.set(id, { id, ...way, credentials, shared: (users.get(profile) ?? 0) > 1, computerName, imported });
  }
  refuseBasic([...computers.values()], reading.problems);
  return computers;
}

/** Which profile each computer is logged on to with: its own, or else that of its group. */
function profilesOf(
  sections: Sections,
  entries: ReadonlyMap<ComputerId, z.infer<typeof computerEntry>>,
  problems: Problems,
): ReadonlyMap<ComputerId, string> {
  const known = namesIn(sections.credentials, profileName);
  const ofGroups = profilesOfGroups(sections, known, problems);
  const found = new Map<ComputerId, string>();
  for (const [id, { credentials }] of entries) {
    const path = ['computers', id, 'credentials'];
    const given = credentials === undefined ? [...(ofGroups.get(id) ?? [])] : [credentials];
    const [profile] = given;
    if (profile === undefined) problems.add(path, 'is missing, and no group of this computer has credentials');
    else if (given.length > 1)
      problems.add(path, `is missing, and its groups have different ones: ${given.join(', ')}. Name one of them here`);
    else if (credentials !== undefined && !known.includes(profile))
      problems.add(path, unknownIn('credentials', profile, known));
    else found.set(id, profile);
  }
  return found;
}

/** What is wrong with a group elsewhere is told where the groups are read. */
function profilesOfGroups(
  sections: Sections,
  known: readonly string[],
  problems: Problems,
): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const [group, given] of Object.entries(groupCredentials.safeParse(sections.groups).data ?? {})) {
    const entry = groupCredential.safeParse(given).data;
    if (entry === undefined) continue;
    if (!known.includes(entry.credentials))
      problems.add(['groups', group, 'credentials'], unknownIn('credentials', entry.credentials, known));
    for (const computer of entry.computers)
      found.set(computer, (found.get(computer) ?? new Set()).add(entry.credentials));
  }
  return found;
}

export function readGroups(sections: Sections, problems: Problems): readonly GroupRecord[] {
  const kind = {
    entry: groupEntry,
    name: parseGroupId,
    what: 'the name of a group: at most 40 lower-case letters, digits and dashes',
  };
  const known = namesIn(sections.computers, parseComputerId);
  return [...readEntries('groups', sections.groups, kind, problems)].map(([id, entry]) => {
    for (const [n, computer] of entry.computers.entries()) {
      const path = ['groups', id, 'computers', n];
      if (!known.includes(computer)) problems.add(path, unknownIn('computers', computer, known));
      else if (entry.computers.indexOf(computer) !== n) problems.add(path, `${computer} is in the list twice`);
    }
    return groupOf(id, entry);
  });
}

/** A reference to nothing. */
export function unknownIn(section: string, name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  return `there is no ${name} in the section ${section}.${near === null ? '' : ` Did you mean ${near}?`}`;
}

function groupOf(id: GroupId, entry: GroupEntry): GroupRecord {
  return {
    id,
    name: entry.name ?? id,
    members: { byHand: entry.computers, rule: null },
    restart: entry.restart,
    restartDeferMinutes: 0,
    allowDrivers: false,
    allowUpgrades: false,
    channel: entry.channel,
    approvalsChannel: entry.approvals_channel,
    digest: null,
    owners: [],
    operators: entry.operators,
    approvers: entry.approvers,
    rollout: NO_ROLLOUT,
    windows: [],
    scans: null,
    deleted: null,
    checks: entry.checks.map((check, n) => ({
      id: `${id}-${n + 1}`,
      name: check.name,
      type: 'patch',
      patchGroup: check.patch_group,
      automaticApproval: check.automatic_approval,
    })),
  };
}
