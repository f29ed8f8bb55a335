import type { Approval, Order, WsusState } from './state.js';

/** Group id to its parent's; null for the root. */
export type GroupTree = ReadonlyMap<string, string | null>;

/** The earliest deadline of the approvals that decide for the groups; null where none has one. */
export function deadlineOf(
  approvals: readonly Approval[],
  groupIds: readonly string[],
  tree: GroupTree,
): string | null {
  const deciding = groupIds.map((id) => nearest(approvals, id, tree));
  const deadlines = deciding.flatMap((each) => (each?.action === 'install' ? (each.deadline ?? []) : []));
  return deadlines.sort((a, b) => Date.parse(a) - Date.parse(b))[0] ?? null;
}

/**
 * How an update stands for a client. A group's own approval decides; a group without one takes its parent's. Of several
 * groups, one with the action is enough.
 */
export function approvalFor(
  approvals: readonly Approval[],
  groupIds: readonly string[],
  tree: GroupTree,
  now: number,
  action: Approval['action'] = 'install',
): 'active' | 'pending' | 'none' {
  const found = groupIds.map((id) => nearest(approvals, id, tree)).filter((each) => each?.action === action);
  if (found.length === 0) return 'none';
  return found.some((each) => each !== undefined && each.activeAt <= now) ? 'active' : 'pending';
}

function nearest(approvals: readonly Approval[], groupId: string, tree: GroupTree): Approval | undefined {
  for (let id: string | null = groupId; id !== null; id = tree.get(id) ?? null) {
    const own = approvals.find((approval) => approval.groupId === id);
    if (own) return own;
  }
  return undefined;
}

/** Takes a decision for one group down. Files that are on the server already are there for the next group at once. */
export function decide(
  all: WsusState['approvals'],
  order: Order & { readonly action: Approval['action'] },
  now: number,
  downloadMs: number,
): void {
  const others = (all[order.updateId] ?? []).filter((each) => each.groupId !== order.groupId);
  const before = (all[order.updateId] ?? []).filter((each) => each.action === 'install').map((each) => each.activeAt);
  // Nothing has to be downloaded for taking something off.
  const activeAt = order.action === 'install' ? Math.min(now + downloadMs, ...before) : now;
  all[order.updateId] = [
    ...others,
    { groupId: order.groupId, action: order.action, activeAt, deadline: order.deadline },
  ];
}
