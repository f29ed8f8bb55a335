import type { PlanRules } from './blocking.js';
import type { Computer, NeededUpdate } from './computer.js';
import type { UpdateId } from './ids.js';
import type { Plan, PlannedUpdate, PlanRow } from './plan.js';
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

/**
 * A servicing stack, which wants to be alone and needs no restart, comes first: others need it (0x800F0823), and nothing
 * starts while a restart is due. What wants to be alone and restarts comes last. Between them the given order decides,
 * then the name, the same everywhere.
 */
export function byOrder(order: readonly UpdateId[]): (a: NeededUpdate, b: NeededUpdate) => number {
  const placeOf = placesIn(order);
  return (a, b) => rankOf(a) - rankOf(b) || placeOf(a) - placeOf(b) || byName(a, b);
}

function byName(a: NeededUpdate, b: NeededUpdate): number {
  return a.title < b.title ? -1 : a.title > b.title ? 1 : a.updateId < b.updateId ? -1 : 1;
}

function rankOf({ impact, rebootBehavior }: NeededUpdate): number {
  if (impact !== 'exclusive') return 1;
  return rebootBehavior === 'never' ? 0 : 2;
}

function placesIn(order: readonly UpdateId[]): (update: Pick<NeededUpdate, 'updateId'>) => number {
  const places = new Map(order.map((id, place) => [id, place]));
  return ({ updateId }) => places.get(updateId) ?? order.length;
}

/** What a plan installs before or after what its own order has before or after it: each wants to be alone. */
export interface OutOfOrder {
  readonly first: readonly PlannedUpdate[];
  readonly last: readonly PlannedUpdate[];
}

export function outOfOrder({ rows, options: { order } }: Pick<Plan, 'rows' | 'options'>): OutOfOrder {
  const placeOf = placesIn(order);
  const first = new Map<UpdateId, PlannedUpdate>();
  const last = new Map<UpdateId, PlannedUpdate>();
  for (const updates of new Set(rows.map((row) => row.updates)))
    for (const [index, update] of updates.entries()) {
      if (!update.exclusive) continue;
      const place = placeOf(update);
      if (updates.slice(index + 1).some((other) => placeOf(other) < place)) first.set(update.updateId, update);
      if (updates.slice(0, index).some((other) => placeOf(other) > place)) last.set(update.updateId, update);
    }
  return { first: [...first.values()], last: [...last.values()] };
}
