import type { PersonId } from './ids.js';

/** `viewer` looks; `operator` syncs, scans, checks, runs and stops; `approver` decides; `admin` may do all of it. */
export type Role = 'viewer' | 'operator' | 'approver' | 'admin';

/** Who has which role; a person may have several. Viewers are all full members of the workspace unless listed. */
export interface Roles {
  readonly admins: readonly PersonId[];
  readonly approvers: readonly PersonId[];
  readonly operators: readonly PersonId[];
  readonly viewers: 'everyone' | readonly PersonId[];
}

const LISTS = { admin: 'admins', approver: 'approvers', operator: 'operators', viewer: 'viewers' } as const;

/** Whether a person has a role, by its list or as an administrator. Looking is open to whoever may do more. */
export function hasRole(roles: Roles, person: PersonId, role: Role): boolean {
  if (roles.admins.includes(person)) return true;
  const list = roles[LISTS[role]];
  if (list === 'everyone' || list.includes(person)) return true;
  return role === 'viewer' && (roles.operators.includes(person) || roles.approvers.includes(person));
}

export function rolesOf(roles: Roles, person: PersonId): readonly Role[] {
  return (['admin', 'approver', 'operator', 'viewer'] as const).filter((role) => hasRole(roles, person, role));
}

/** The persons to ask: those of the role's list, then the administrators. */
export function holdersOf(roles: Roles, role: Role): readonly PersonId[] {
  const list = roles[LISTS[role]];
  return [...new Set([...(list === 'everyone' ? [] : list), ...roles.admins])];
}
