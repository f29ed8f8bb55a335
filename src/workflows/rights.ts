import { PatchbayError } from '../domain/errors.js';
import type { GroupId, PersonId } from '../domain/ids.js';
import {
  hasRole,
  holdersOf,
  isUserGroup,
  type Membership,
  type Party,
  type Role,
  type Roles,
  rolesOf,
  type UserGroupId,
  userGroupsOf,
  withGroup,
} from '../domain/roles.js';
import type { Office } from './office.js';

const ROLE_WORDS: Readonly<Record<Role, string>> = {
  viewer: 'viewer',
  operator: 'operator',
  approver: 'approver',
  admin: 'administrator',
};

type Asked = Pick<Office, 'roles' | 'directory' | 'groups'>;

/**
 * Whether the person has one of the roles at this moment, for this group.
 * @throws PatchbayError PB104, naming who has; PB112 where Slack does not say who is in a user group that counts
 */
export async function demand(
  office: Asked,
  person: PersonId,
  roles: readonly Role[],
  group: GroupId | null = null,
): Promise<void> {
  if (await mayNow(office, person, roles, group)) return;
  throw new PatchbayError('PB104', {
    role: roles.map((role) => ROLE_WORDS[role]).join(' or '),
    people: await whoCould(office, roles, group),
  });
}

/**
 * Whether the person has one of the roles at this moment, for this group.
 * @throws PatchbayError PB112 where Slack does not say who is in a user group that counts: a right is not given in doubt,
 *   and not taken for withdrawn either
 */
export async function mayNow(
  office: Asked,
  person: PersonId,
  roles: readonly Role[],
  group: GroupId | null = null,
): Promise<boolean> {
  const all = rolesFor(office, group);
  if (roles.some((role) => hasRole(all, person, role))) return true;
  const { member, unknown } = await membershipOf(office, person, group);
  if (roles.some((role) => hasRole(all, person, role, member))) return true;
  const doubtful = unknown.filter((id) => roles.some((role) => hasRole(all, person, role, new Set([id]))));
  if (doubtful.length === 0) return false;
  const [names, people] = [await namesOf(office, doubtful), persons(all, roles)];
  throw new PatchbayError('PB112', { groups: names.join(', '), people: people.map((id) => `@${id}`).join(', ') });
}

/** What the person may do now, for all groups or for at least one; what is in doubt is left out. */
export async function rolesAnywhere(office: Asked, person: PersonId): Promise<readonly Role[]> {
  const own = office.groups().filter(({ operators, approvers }) => operators.length + approvers.length > 0);
  const found = await Promise.all([null, ...own.map(({ id }) => id)].map((id) => rolesNow(office, person, id)));
  const all = new Set(found.flat());
  return (['admin', 'approver', 'operator', 'viewer'] as const).filter((role) => all.has(role));
}

/** What the person may do now, for all groups or for one; what is in doubt is left out. */
export async function rolesNow(
  office: Asked,
  person: PersonId,
  group: GroupId | null = null,
): Promise<readonly Role[]> {
  return rolesOf(rolesFor(office, group), person, (await membershipOf(office, person, group)).member);
}

/** Who has one of the roles, in words: persons by their ids, user groups by their handles, so that nobody is rung. */
async function whoCould(office: Asked, roles: readonly Role[], group: GroupId | null): Promise<string> {
  const all = rolesFor(office, group);
  const parties = [...new Set(roles.flatMap((role) => holdersOf(all, role)))];
  const names = await namesOf(office, parties.filter(isUserGroup));
  return [...persons(all, roles).map((id) => `@${id}`), ...names.map((name) => `members of ${name}`)].join(', ');
}

/** The persons who may approve for a group; administrators only where nobody else is told or listed. */
export async function approversOf(office: Asked, group: GroupId): Promise<readonly PersonId[]> {
  const all = rolesFor(office, group);
  const found = await Promise.all(
    all.approvers.map((one) => (isUserGroup(one) ? office.directory.membersOf(one) : [one])),
  );
  const listed = [...new Set(found.flatMap((one) => one ?? []))];
  return listed.length > 0 ? listed : all.admins;
}

/** Who is listed as an approver of a group: persons and user groups; administrators where nobody is. */
export function approverParties(office: Pick<Office, 'roles' | 'groups'>, group: GroupId): readonly Party[] {
  const { approvers, admins } = rolesFor(office, group);
  return [...new Set<Party>(approvers.length > 0 ? approvers : admins)];
}

function isPerson(party: Party): party is PersonId {
  return !isUserGroup(party);
}

function persons(all: Office['roles'], roles: readonly Role[]): readonly PersonId[] {
  return [...new Set(roles.flatMap((role) => holdersOf(all, role)))].filter(isPerson);
}

function namesOf(office: Asked, groups: readonly UserGroupId[]): Promise<readonly string[]> {
  return Promise.all(groups.map((id) => office.directory.nameOf(id)));
}

function rolesFor(office: Pick<Office, 'roles' | 'groups'>, group: GroupId | null): Roles {
  if (group !== null) return withGroup(office.roles, office.groups().find((one) => one.id === group) ?? null);
  const { viewers } = office.roles;
  if (viewers === 'everyone') return office.roles;
  // Who may do something for one group may look.
  const ofGroups = office.groups().flatMap(({ operators, approvers }) => [...operators, ...approvers]);
  return { ...office.roles, viewers: [...viewers, ...ofGroups] };
}

async function membershipOf(
  office: Asked,
  person: PersonId,
  group: GroupId | null,
): Promise<{ readonly member: Membership; readonly unknown: readonly UserGroupId[] }> {
  const groups = userGroupsOf(rolesFor(office, group));
  const members = await Promise.all(groups.map((id) => office.directory.membersOf(id)));
  return {
    member: new Set(groups.filter((_, index) => members[index]?.includes(person))),
    unknown: groups.filter((_, index) => members[index] === null),
  };
}
