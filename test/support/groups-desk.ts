import type { GroupsDesk } from '../../src/workflows/groups/desk.js';
import type { PatchGroupsDesk } from '../../src/workflows/patch-groups/desk.js';

/** Groups are edited against the real desk: whoever asks this one made a mistake. */
const no = (): Promise<never> => Promise.reject(new Error('this desk has no groups to edit'));

export const NO_GROUPS_DESK: GroupsDesk & PatchGroupsDesk = {
  ...{ group: no, demandEdit: no, createGroup: no, editGroup: no, editNotices: no, previewMembers: no },
  ...{ editMembers: no, deleteGroup: no, saveCheck: no, setAutomatic: no, deleteCheck: no, copyChecks: no },
  ...{ checkFromModel: no, suggest: no, patchGroups: no, patchGroup: no, patchGroupNamed: no, patchWords: no },
  ...{ savePatchGroup: no, deletePatchGroup: no, denials: no, deny: no, lift: no },
};
