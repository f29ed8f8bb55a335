import type { ComputerId, GroupId } from '../../domain/ids.js';
import type { NewComputer } from '../../domain/roster.js';
import type { Store } from '../../ports/store.js';

/**
 * Adds computers to their groups, by hand; who is in one already stays there.
 * @returns the groups that are not there
 */
export async function membersAdded(
  groups: Store['groups'],
  computers: readonly Pick<NewComputer, 'id' | 'group'>[],
): Promise<readonly GroupId[]> {
  const missing: GroupId[] = [];
  for (const [group, ids] of byGroup(computers)) {
    const after = await groups.update(group, (value) => {
      if (value === null || value.deleted !== null) return null;
      const { byHand } = value.members;
      const added = ids.filter((id) => !byHand.includes(id));
      if (added.length === 0) return value;
      return { ...value, members: { ...value.members, byHand: [...byHand, ...added].sort() } };
    });
    if (after === null || after.value.deleted !== null) missing.push(group);
  }
  return missing;
}

/** In every group that has a computer by hand it has its new name. */
export async function membersRenamed(groups: Store['groups'], before: ComputerId, to: ComputerId): Promise<void> {
  for (const id of await groups.ids())
    await groups.update(id, (value) => {
      if (value === null || !value.members.byHand.includes(before)) return null;
      const others = value.members.byHand.filter((one) => one !== before && one !== to);
      return { ...value, members: { ...value.members, byHand: [...others, to].sort() } };
    });
}

function byGroup(computers: readonly Pick<NewComputer, 'id' | 'group'>[]): ReadonlyMap<GroupId, ComputerId[]> {
  const found = new Map<GroupId, ComputerId[]>();
  for (const { id, group } of computers) {
    if (group === null) continue;
    found.set(group, [...(found.get(group) ?? []), id]);
  }
  return found;
}
