import { z } from 'zod';
import type { Plan, PlannedUpdate, SoftwareStack } from '../../src/domain/plan.js';
import type { RunOptions } from '../../src/domain/rollout.js';
import { computerId, count, failure, groupId, updateId } from './ids.js';

export const restartPolicy = z.enum(['never', 'if-required', 'always']);

const stackEntry = z.object({ updateId, title: z.string(), kbs: z.array(z.string()) });

export const softwareStack = z.object({
  name: z.string(),
  updates: z.array(stackEntry),
}) satisfies z.ZodType<SoftwareStack>;

export const runMode = z.enum(['install', 'distribute', 'both']);

const shares = z.array(z.object({ computerId, updates: z.array(updateId) }).readonly()).readonly();
const limit = z.int().positive().nullable();

const runOptions = z.object({
  mode: runMode,
  restart: z.enum(['group', 'never']),
  canaries: z.union([z.int().nonnegative(), z.array(computerId).readonly()]),
  atOnce: limit,
  stopAfterFailures: limit,
  only: shares.nullable(),
}) satisfies z.ZodType<RunOptions>;

/** What plans had before there was a choice. */
const PLAIN = {
  mode: 'install' as const,
  restart: 'group' as const,
  canaries: 0,
  atOnce: null,
  stopAfterFailures: null,
  only: null,
};

const plannedUpdate = stackEntry.extend({ revision: count, exclusive: z.boolean() });

const about = {
  groupId,
  restart: restartPolicy,
  blocked: z.array(z.object({ computerId, failure })),
  options: runOptions.default(PLAIN),
  canaries: z.array(computerId).default([]),
  again: shares.default([]),
  hash: z.string(),
};

function rowsOf<U extends z.ZodType>(updates: U) {
  return z.array(z.object({ computerId, updates, sizeBytes: count, restart: z.enum(['no', 'maybe', 'yes']) }));
}

/** As it is written: each update once, and of each row their places in that list, such as `0 2 3`. */
const packed = z.object({ ...about, updates: z.array(plannedUpdate), rows: rowsOf(z.string()) });

const unpacked = packed.transform(({ updates, rows, ...rest }, context): Plan => {
  const updatesAt = (places: string): PlannedUpdate[] => {
    const found: PlannedUpdate[] = [];
    for (const place of places === '' ? [] : places.split(' ')) {
      const update = updates[Number(place)];
      if (update === undefined) context.addIssue({ code: 'custom', message: 'names an update that is not there' });
      else found.push(update);
    }
    return found;
  };
  return { ...rest, rows: rows.map((row) => ({ ...row, updates: updatesAt(row.updates) })) };
});

/** Plans of the first version say of each computer all about its updates. */
export const plan: z.ZodType<Plan> = z.union([unpacked, z.object({ ...about, rows: rowsOf(z.array(plannedUpdate)) })]);

/**
 * A plan as it is written. Of a thousand computers with thirty updates each it is a fiftieth of what it would be: it is
 * written for the card, for the decision and for the task, and nobody must wait for it.
 */
export function packedPlan({ rows, ...rest }: Plan): unknown {
  const updates: PlannedUpdate[] = [];
  const places = new Map<string, readonly number[]>();
  const placeOf = (update: PlannedUpdate): number => {
    const known = places.get(update.updateId) ?? [];
    const same = known.find((place) => isSame(updates[place], update));
    if (same !== undefined) return same;
    places.set(update.updateId, [...known, updates.length]);
    return updates.push(update) - 1;
  };
  return { ...rest, rows: rows.map((row) => ({ ...row, updates: row.updates.map(placeOf).join(' ') })), updates };
}

function isSame(one: PlannedUpdate | undefined, other: PlannedUpdate): boolean {
  if (one === other) return true;
  const isAlike = one?.revision === other.revision && one.title === other.title && one.exclusive === other.exclusive;
  return isAlike && one.kbs.length === other.kbs.length && one.kbs.every((kb, n) => kb === other.kbs[n]);
}
