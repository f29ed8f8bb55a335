import { PatchbayError } from '../domain/errors.js';
import type { GroupId, PersonId } from '../domain/ids.js';
import { hasRole, holdersOf, type Membership, type Role, rolesOf, userGroupsOf, withGroup } from '../domain/roles.js';
import type { Office } from './office.js';

const ROLE_WORDS: Readonly<Record<Role, string>> = {
  viewer: 'viewer',
  operator: 'operator',
  approver: 'approver',
  admin: 'administrator',
};

type Asked = Pick<Office, 'roles' | 'directory' | 'groups'>;

/** Fails with PB104, naming who could, unless the person has one of the roles at this moment, for this group. */
export async function demand(
  office: Asked,
  person: PersonId,
  roles: readonly Role[],
  group: GroupId | null = null,
): Promise<void> {
  if (await mayNow(office, person, roles, group)) return;
  const all = rolesFor(office, group);
  const people = [...new Set(roles.flatMap((role) => holdersOf(all, role)))];
  throw new PatchbayError('PB104', {
    role: roles.map((role) => ROLE_WORDS[role]).join(' or '),
    people: people.map((id) => `@${id}`).join(', '),
  });
}

/** Whether the person has one of the roles at this moment, for this group. */
export async function mayNow(
  office: Asked,
  person: PersonId,
  roles: readonly Role[],
  group: GroupId | null = null,
): Promise<boolean> {
  const all = rolesFor(office, group);
  if (roles.some((role) => hasRole(all, person, role))) return true;
  const member = await membershipOf(office, person, group);
  return roles.some((role) => hasRole(all, person, role, member));
}

/** What the person may do now, for all groups or for one. */
export async function rolesNow(
  office: Asked,
  person: PersonId,
  group: GroupId | null = null,
): Promise<readonly Role[]> {
  return rolesOf(rolesFor(office, group), person, await membershipOf(office, person, group));
}

function rolesFor(office: Asked, group: GroupId | null) {
  return withGroup(office.roles, office.groups().find((one) => one.id === group) ?? null);
}

async function membershipOf(office: Asked, person: PersonId, group: GroupId | null): Promise<Membership> {
  const groups = userGroupsOf(rolesFor(office, group));
  const members = await Promise.all(groups.map((id) => office.directory.membersOf(id)));
  return new Set(groups.filter((_, index) => members[index]?.includes(person)));
}
