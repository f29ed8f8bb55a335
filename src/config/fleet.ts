import type { z } from 'zod';
import { type GroupRecord, NO_ROLLOUT } from '../domain/group.js';
import { type ComputerId, type GroupId, parseComputerId, parseGroupId } from '../domain/ids.js';
import { nearest } from '../domain/nearest.js';
import type { ComputerSettings, Credentials } from './configuration.js';
import { namesIn, readEntries, type Sections } from './entries.js';
import { type Environment, variable } from './environment.js';
import type { Problems } from './problems.js';
import { type ReadFile, secretFromFile } from './read-files.js';
import { computerEntry, credentialsEntry, groupEntry } from './schema.js';
import { Secret } from './secret.js';
import { readWay, refuseBasic } from './way.js';

interface Reading {
  readonly env: Environment;
  readonly readFile: ReadFile;
  readonly problems: Problems;
}

type CredentialsEntry = z.infer<typeof credentialsEntry>;
type GroupEntry = z.infer<typeof groupEntry>;

const profileName = (text: string): string | null => (/^[A-Za-z0-9._-]{1,40}$/.test(text) ? text : null);

/** The named accounts. */
export async function readProfiles(sections: Sections, reading: Reading): Promise<ReadonlyMap<string, Credentials>> {
  const kind = {
    entry: credentialsEntry,
    name: profileName,
    what: 'the name of a profile: at most 40 letters, digits, dots, dashes and underscores',
  };
  const profiles = new Map<string, Credentials>();
  for (const [profile, entry] of readEntries('credentials', sections.credentials, kind, reading.problems)) {
    const password = await readPassword(profile, entry, reading);
    if (password) profiles.set(profile, { profile, user: entry.user, password });
  }
  return profiles;
}

async function readPassword(profile: string, entry: CredentialsEntry, reading: Reading): Promise<Secret | null> {
  const { password_env: name, password_file: file } = entry;
  const refuseAt =
    (...setting: string[]) =>
    (text: string): null => {
      reading.problems.add(['credentials', profile, ...setting], text);
      return null;
    };
  if (name !== undefined && file !== undefined)
    return refuseAt()('has password_env and password_file: keep one of them');
  if (file !== undefined) return secretFromFile(reading.readFile, file, refuseAt('password_file'));
  if (name === undefined) return refuseAt()('needs password_env or password_file');
  // The password as it is: a space at its end may belong to it.
  const password = variable(reading.env, name) === null ? undefined : reading.env[name];
  if (password === undefined) return refuseAt('password_env')(`the environment has no ${name}`);
  return new Secret(password);
}

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
  const knownProfiles = namesIn(sections.credentials, profileName);
  const computers = new Map<ComputerId, ComputerSettings>();
  const entries = readEntries('computers', sections.computers, kind, reading.problems);
  const users = new Map<string, number>();
  for (const { credentials } of entries.values()) users.set(credentials, (users.get(credentials) ?? 0) + 1);
  for (const [id, entry] of entries) {
    const { credentials: profile } = entry;
    const path = ['computers', id, 'credentials'];
    if (!knownProfiles.includes(profile)) reading.problems.add(path, unknownIn('credentials', profile, knownProfiles));
    const way = await readWay(id, entry, shared.authorities, reading);
    const credentials = shared.profiles.get(profile);
    if (credentials) computers.set(id, { id, ...way, credentials, shared: (users.get(profile) ?? 0) > 1 });
  }
  refuseBasic([...computers.values()], reading.problems);
  return computers;
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
