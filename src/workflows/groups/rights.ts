import type { EditRight } from '../../domain/edits.js';
import { PatchbayError } from '../../domain/errors.js';
import type { GroupId, PersonId } from '../../domain/ids.js';
import { holdersOf } from '../../domain/roles.js';
import type { Office } from '../office.js';
import { demand, mayNow } from '../rights.js';

/** Whether the person may edit the group at this moment: its owners and administrators may. */
export async function mayEdit(office: Office, person: PersonId, id: GroupId, right: EditRight): Promise<boolean> {
  if (right === 'admin' || !ownersOf(office, id).includes(person)) return mayNow(office, person, ['admin']);
  return right === 'owner' || mayNow(office, person, ['approver'], id);
}

/** @throws PatchbayError PB104 with those who may */
export async function demandEdit(office: Office, person: PersonId, id: GroupId, right: EditRight): Promise<void> {
  if (await mayEdit(office, person, id, right)) return;
  const owners = ownersOf(office, id);
  if (right === 'approving owner' && owners.includes(person)) return demand(office, person, ['approver'], id);
  const people = [...(right === 'admin' ? [] : owners), ...holdersOf(office.roles, 'admin')];
  throw new PatchbayError('PB104', {
    role: right === 'admin' ? 'administrator' : 'owner or administrator',
    people: [...new Set(people)].map((one) => `@${one}`).join(', '),
  });
}

function ownersOf(office: Office, id: GroupId): readonly PersonId[] {
  return office.groups().find((group) => group.id === id)?.owners ?? [];
}
