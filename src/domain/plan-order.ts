import type { PlanRules } from './blocking.js';
import type { Computer } from './computer.js';
import type { Plan, PlanRow } from './plan.js';
import type { RunOptions } from './rollout.js';

/** The computers that the options leave, by name. */
export function meantOf(computers: readonly Computer[], { only }: RunOptions): readonly Computer[] {
  const meant = only === null ? null : new Set(only.map((share) => share.computerId));
  return computers.filter(({ id }) => meant === null || meant.has(id)).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * Canary computers first, each part by name. The computer that WSUS runs on, and the one that we run on, come when all
 * others are over, and are no canary computers: the others need them.
 */
export function inOrder(
  found: readonly PlanRow[],
  { canaries }: RunOptions,
  { last = [] }: PlanRules,
): Pick<Plan, 'rows' | 'canaries' | 'last'> {
  const atEnd = last.flatMap((id) => found.find((row) => row.computerId === id) ?? []);
  const others = found.filter((row) => !atEnd.includes(row));
  const ids = others.map((row) => row.computerId);
  const first = new Set(typeof canaries === 'number' ? ids.slice(0, canaries) : canaries);
  const isFirst = (row: PlanRow): boolean => first.has(row.computerId);
  return {
    rows: [...others.filter(isFirst), ...others.filter((row) => !isFirst(row)), ...atEnd],
    canaries: ids.filter((id) => first.has(id)),
    // Alone it need not wait for anybody.
    last: others.length === 0 && atEnd.length === 1 ? [] : atEnd.map((row) => row.computerId),
  };
}
