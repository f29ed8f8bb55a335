import { PatchbayError } from '../../domain/errors.js';
import type { GroupRecord } from '../../domain/group.js';
import { changesOf, rightFor } from '../../domain/group-changes.js';
import type { GroupView, Shown } from '../../domain/group-views.js';
import type { GroupId } from '../../domain/ids.js';
import type { PatchGroup } from '../../domain/patch-group.js';
import type { Versioned } from '../../ports/store.js';
import type { Asker } from '../desk.js';
import { type Office, unknownName } from '../office.js';
import { carryOut } from '../operations.js';
import { groupView } from './queries.js';
import { demandEdit } from './rights.js';

/** A group that somebody may edit, as it is kept now. */
export async function keptGroup(office: Office, id: GroupId): Promise<Versioned<GroupRecord>> {
  const kept = await office.store.groups.get(id);
  if (kept === null || kept.value.deleted !== null) throw unknownName(office, id, null);
  return kept;
}

/**
 * Changes a group that was shown to somebody.
 * @param change gives the record as it is to be; it throws where that cannot be
 * @throws PatchbayError PB104 (no right), PB302 (it is another one meanwhile), PB119 (nothing was changed)
 */
export async function edited(
  office: Office,
  asker: Asker,
  shown: Shown<GroupId>,
  change: (record: GroupRecord) => GroupRecord | Promise<GroupRecord>,
  patchGroup: PatchGroup | null = null,
): Promise<GroupView> {
  // The same delivery once more finds what the first one did.
  if ((await office.store.operations.get(asker.operation)) !== null) return groupView(office, asker.person, shown.id);
  const kept = await keptGroup(office, shown.id);
  await demandEdit(office, asker.person, shown.id, 'owner');
  if (kept.revision !== shown.revision) throw new PatchbayError('PB302');
  const after = await change(kept.value);
  await putGroup(office, asker, kept, after, patchGroup);
  return groupView(office, asker.person, shown.id);
}

/** Stores an edit and carries it out; what the edit needs beyond an owner's right is asked for here. */
export async function putGroup(
  office: Office,
  asker: Asker,
  kept: Versioned<GroupRecord> | null,
  after: GroupRecord,
  patchGroup: PatchGroup | null = null,
): Promise<void> {
  const before = kept?.value ?? null;
  const changes = changesOf(before, after);
  if (changes.length === 0) throw new PatchbayError('PB119');
  const right = rightFor(before, after);
  await demandEdit(office, asker.person, after.id, right);
  const revision = kept?.revision ?? null;
  const edit = { kind: 'edit-group', groupId: after.id, before: revision, after, patchGroup, right, changes } as const;
  const operation = await carryOut(office, asker, edit);
  if (operation.skipped.length > 0) throw new PatchbayError('PB302');
}

export function refused(what: string): PatchbayError {
  return new PatchbayError('PB113', { what });
}
