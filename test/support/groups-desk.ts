import type { GroupView, PatchGroupView } from '../../src/domain/group-views.js';
import type { ComputerId, GroupId, PatchGroupId, PersonId, StackId } from '../../src/domain/ids.js';
import type { StackView } from '../../src/domain/stack-views.js';
import type { GroupsDesk } from '../../src/workflows/groups/desk.js';
import type { PatchGroupsDesk } from '../../src/workflows/patch-groups/desk.js';
import type { StacksDesk } from '../../src/workflows/stacks/desk.js';
import { aGroup, CHECK, NOW, updateId } from './samples.js';

/** Groups are edited against the real desk: whoever edits at this one made a mistake. */
const no = (): Promise<never> => Promise.reject(new Error('this desk has no groups to edit'));

/** A group that was scanned, and whose two computers both miss something. */
export function aGroupView(over: Partial<GroupView> = {}): GroupView {
  const ids = ['fin-ws-01', 'fin-ws-02'] as const;
  const { computers, ...group } = aGroup(ids);
  return {
    ...{ group, revision: 1, computers: [...computers] as readonly ComputerId[], byHand: 2, unknown: 0 },
    ...{ compliant: 0, checkedAt: NOW, opens: null, tasks: [], mayEdit: true },
    checks: [{ check: CHECK, patchGroup: null, lastScan: NOW, compliant: 0, of: 2 }],
    ...over,
  };
}

export function aPatchGroupView(over: Partial<PatchGroupView> = {}): PatchGroupView {
  const patchGroup = { id: 'printing' as PatchGroupId, name: 'Printing', kbs: ['5031356'], updates: [], rule: null };
  return { patchGroup, revision: 1, patches: [], usedBy: [], mayEdit: true, ...over };
}

export function aStackView(over: Partial<StackView> = {}): StackView {
  const updates = [1, 2, 3].map((n) => ({ updateId: updateId(n), title: `Update ${n}`, kbs: [`503135${n}`] }));
  const stack = { id: 'march-baseline' as StackId, name: 'March baseline', updates, by: 'U0ANIL' as PersonId, at: NOW };
  const patches = updates.map((entry, n) => ({ entry, marks: n === 1 ? (['superseded'] as const) : [] }));
  return { stack, revision: 1, patches, mayEdit: true, mayRun: true, ...over };
}

export const GROUPS_DESK: GroupsDesk & PatchGroupsDesk & Omit<StacksDesk, 'offerStack'> = {
  stacks: async () => ({ stacks: [aStackView()], mayEdit: true }),
  stack: async () => aStackView(),
  stackSaid: async (_, { runs: [run] }) => ({
    view: aStackView(),
    group: run === undefined ? null : run.group === '' ? 'which' : (run.group as GroupId),
  }),
  patchesOfPlan: async () => aStackView().stack.updates,
  group: async () => aGroupView(),
  patchGroups: async () => [aPatchGroupView()],
  patchGroup: async () => aPatchGroupView(),
  patchGroupNamed: async () => aPatchGroupView(),
  denials: async () => ({ denials: [], mayDeny: true }),
  deny: async () => ({ denials: [], mayDeny: true }),
  ...{ demandEdit: no, createGroup: no, editGroup: no, editNotices: no, previewMembers: no, editMembers: no },
  ...{ deleteGroup: no, saveCheck: no, setAutomatic: no, deleteCheck: no, copyChecks: no, checkFromModel: no },
  ...{
    suggest: no,
    patchWords: no,
    savePatchGroup: no,
    deletePatchGroup: no,
    lift: no,
    saveStack: no,
    deleteStack: no,
  },
};
