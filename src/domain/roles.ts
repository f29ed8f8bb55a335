import type { PersonId } from './ids.js';

/** `viewer` looks; `operator` syncs, scans, checks, runs and stops; `approver` decides; `admin` may do all of it. */
export type Role = 'viewer' | 'operator' | 'approver' | 'admin';

declare const brand: unique symbol;
/** A Slack user group's id (`S…`). */
export type UserGroupId = string & { readonly [brand]: 'UserGroupId' };

/** A person, or all members of a Slack user group. */
export type Party = PersonId | UserGroupId;

/** Takes hostile text and gives the id, or null where the text is none. */
export function parseUserGroupId(text: string): UserGroupId | null {
  const id = text.trim();
  return /^S[A-Z0-9]{2,20}$/.test(id) ? (id as UserGroupId) : null;
}

export function isUserGroup(party: Party): party is UserGroupId {
  return party.startsWith('S');
}

/** Who has which role; a person may have several. Viewers are all full members of the workspace unless listed. */
export interface Roles {
  /** Persons only: members of the workspace may edit user groups. */
  readonly admins: readonly PersonId[];
  readonly approvers: readonly Party[];
  readonly operators: readonly Party[];
  readonly viewers: 'everyone' | readonly Party[];
}

const LISTS = { admin: 'admins', approver: 'approvers', operator: 'operators', viewer: 'viewers' } as const;

/** Which user groups a person is in; one that could not be asked for is not among them. */
export type Membership = ReadonlySet<UserGroupId>;

/** Whether a person has a role, by its list or as an administrator. Looking is open to whoever may do more. */
export function hasRole(roles: Roles, person: PersonId, role: Role, member: Membership = new Set()): boolean {
  if (roles.admins.includes(person)) return true;
  const listed = (list: readonly Party[]): boolean =>
    list.some((party) => (isUserGroup(party) ? member.has(party) : party === person));
  const list = roles[LISTS[role]];
  if (list === 'everyone' || listed(list)) return true;
  return role === 'viewer' && (listed(roles.operators) || listed(roles.approvers));
}

export function rolesOf(roles: Roles, person: PersonId, member?: Membership): readonly Role[] {
  return (['admin', 'approver', 'operator', 'viewer'] as const).filter((role) => hasRole(roles, person, role, member));
}

/** The parties to ask: those of the role's list, then the administrators. */
export function holdersOf(roles: Roles, role: Role): readonly Party[] {
  const list = roles[LISTS[role]];
  return [...new Set<Party>([...(list === 'everyone' ? [] : list), ...roles.admins])];
}

/** The user groups that must be asked for to know somebody's roles. */
export function userGroupsOf(roles: Roles): readonly UserGroupId[] {
  const lists = [roles.approvers, roles.operators, roles.viewers === 'everyone' ? [] : roles.viewers];
  return [...new Set(lists.flat().filter(isUserGroup))];
}

/** The roles for one group: those of all groups, and the group's own. */
export function withGroup(
  roles: Roles,
  group: { readonly operators: readonly Party[]; readonly approvers: readonly Party[] } | null,
): Roles {
  if (group === null) return roles;
  return {
    ...roles,
    operators: [...roles.operators, ...group.operators],
    approvers: [...roles.approvers, ...group.approvers],
  };
}
