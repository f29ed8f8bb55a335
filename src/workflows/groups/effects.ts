import { withDenials, withoutDenials } from '../../domain/denial.js';
import { type Edit, sameContent } from '../../domain/edits.js';
import { asFailure } from '../../domain/errors.js';
import type { Operation } from '../../domain/operation.js';
import type { Collection } from '../../ports/store.js';
import { auditRefusal } from '../auditing.js';
import type { Office } from '../office.js';

const OVERTAKEN = 'it was changed by somebody else meanwhile';

/** Puts what was edited in its place, where it is still what was shown. Says why it was not. */
export async function editEffect(office: Office, operation: Operation, edit: Edit): Promise<readonly string[]> {
  const isDone = await done(office, edit);
  if (isDone) return [];
  await auditRefusal(office, operation, OVERTAKEN);
  return [OVERTAKEN];
}

async function done(office: Office, edit: Edit): Promise<boolean> {
  const { groups, patchGroups, stacks, denials } = office.store;
  switch (edit.kind) {
    case 'edit-group': {
      const { patchGroup } = edit;
      if (patchGroup !== null) await patchGroups.update(patchGroup.id, (value) => value ?? patchGroup);
      const isPut = await put(groups, edit.groupId, edit.before, edit.after);
      await office.book.refresh();
      return isPut;
    }
    case 'edit-patch-group':
      return edit.after === null
        ? removed(patchGroups, edit.patchGroupId, edit.before)
        : put(patchGroups, edit.patchGroupId, edit.before, edit.after);
    case 'edit-stack':
      return edit.after === null
        ? removed(stacks, edit.stackId, edit.before)
        : put(stacks, edit.stackId, edit.before, edit.after);
    case 'deny':
      await denials.update('denials', (list) => withDenials(list ?? { denials: [] }, edit.denials));
      return true;
    case 'lift':
      await denials.update('denials', (list) => (list === null ? null : withoutDenials(list, edit.denials)));
      return true;
  }
}

/** Says whether the document is what it should be now: also where it was put there before a crash. */
async function put<T>(collection: Collection<T>, id: string, before: number | null, after: T): Promise<boolean> {
  const now = await collection.get(id);
  if (now !== null && sameContent(now.value, after)) return true;
  if ((now?.revision ?? null) !== before) return false;
  try {
    await (now === null ? collection.create(id, after) : collection.replace(id, now.revision, after));
    return true;
  } catch (thrown) {
    // Somebody else was faster in this very moment.
    if (['PB801', 'PB802'].includes(asFailure(thrown).code)) return false;
    throw thrown;
  }
}

async function removed<T>(collection: Collection<T>, id: string, before: number | null): Promise<boolean> {
  const now = await collection.get(id);
  if (now === null) return true;
  if (now.revision !== before) return false;
  await collection.remove(id);
  return true;
}
