import type { ProvisioningGroup } from '../../domain/group.js';
import type { Instant, OperationId, PersonId } from '../../domain/ids.js';
import type { Opening, ScheduleState } from '../../domain/window.js';
import type { Office } from '../office.js';

/** How far a group was looked after; a group that nobody looked after yet begins now. */
export async function stateOf(office: Office, { id }: ProvisioningGroup, now: Instant): Promise<ScheduleState> {
  const fresh = { groupId: id, closedTo: now, warnedTo: now, scannedTo: now, endedTo: now, blocked: null };
  return (await office.store.schedules.update(id, (value) => value ?? fresh))?.value ?? fresh;
}

export async function keep(office: Office, { id }: ProvisioningGroup, change: Partial<ScheduleState>): Promise<void> {
  await office.store.schedules.update(id, (value) => (value === null ? null : { ...value, ...change }));
}

/** The same for the same opening, however often it is looked at: what begins with it begins once. */
export function idFor(
  office: Pick<Office, 'hash'>,
  what: 'window' | 'missed' | 'soon' | 'scan' | 'prepare' | 'sync',
  { id }: Pick<ProvisioningGroup, 'id'>,
  { windowId, opensAt }: Opening,
): OperationId {
  return `${what}-${office.hash(`${id} ${windowId} ${opensAt}`).slice(0, 40)}` as OperationId;
}

/** Where something about a group's schedule is said, and to whom where that channel is closed to us. */
export function toldTo(office: Office, group: ProvisioningGroup, people: readonly PersonId[]) {
  const person = people[0] ?? group.owners[0] ?? office.roles.admins[0];
  return person === undefined ? null : { person, conversation: group.channel ?? person };
}
