import { type Denial, denialId } from './denial.js';
import type { GroupRecord } from './group.js';
import type { GroupId, PatchGroupId, StackId } from './ids.js';
import type { PatchGroup } from './patch-group.js';
import type { KeptStack } from './software-stack.js';

/** What somebody changed of what is kept: each says the revision that was shown (null: there was none). */
export type Edit =
  | {
      readonly kind: 'edit-group';
      readonly groupId: GroupId;
      readonly before: number | null;
      /** A deleted group keeps its document. */
      readonly after: GroupRecord;
      /** A patch group that one of its checks names and that is made with it. */
      readonly patchGroup: PatchGroup | null;
      readonly right: EditRight;
      readonly changes: readonly string[];
    }
  | {
      readonly kind: 'edit-patch-group';
      readonly patchGroupId: PatchGroupId;
      readonly before: number | null;
      /** Null: it is deleted. */
      readonly after: PatchGroup | null;
      readonly changes: readonly string[];
    }
  | {
      readonly kind: 'edit-stack';
      readonly stackId: StackId;
      readonly before: number | null;
      /** Null: it is deleted. */
      readonly after: KeptStack | null;
      readonly changes: readonly string[];
    }
  | { readonly kind: 'deny'; readonly denials: readonly Denial[] }
  /** @see denialId */
  | { readonly kind: 'lift'; readonly denials: readonly string[]; readonly reason: string };

/**
 * Who may make this edit of a group: its owners; those of them who are also its approvers, where more is approved
 * automatically, or for more computers; or administrators alone, where it says who may do what.
 */
export type EditRight = 'owner' | 'approving owner' | 'admin';

/** Whether two documents hold the same, whatever the order of their fields. */
export function sameContent(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}

export function isEdit(intent: { readonly kind: string }): intent is Edit {
  return ['edit-group', 'edit-patch-group', 'edit-stack', 'deny', 'lift'].includes(intent.kind);
}

/** What an edit is about, for the audit log. */
export function editSubject(edit: Edit): string {
  if (edit.kind === 'edit-group') return edit.groupId;
  if (edit.kind === 'edit-stack') return `software stack ${edit.stackId}`;
  return edit.kind === 'edit-patch-group' ? `patch group ${edit.patchGroupId}` : 'patches';
}

/** What an edit changed, in a few plain words. */
export function editText(edit: Edit): string {
  switch (edit.kind) {
    case 'edit-group':
    case 'edit-patch-group':
    case 'edit-stack':
      return edit.changes.join('; ');
    case 'deny':
      return edit.denials.map((denial) => `denied ${denialId(denial.patch)}: ${denial.reason}`).join('; ');
    case 'lift':
      return `lifted the denial of ${edit.denials.join(', ')}: ${edit.reason}`;
  }
}
