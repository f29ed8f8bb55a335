import { z } from 'zod';
import type { Plan, PlannedUpdate, PlanRow, SoftwareStack } from '../../src/domain/plan.js';
import { RECOMMENDATION_STATES } from '../../src/domain/recommendation.js';
import { RUN_ACTIONS, type RunOptions, type Share } from '../../src/domain/rollout.js';
import { isSameUpdate } from '../../src/domain/update-lists.js';
import { computerId, computerIds, count, failure, groupId, stackId, updateId } from './ids.js';

export const restartPolicy = z.enum(['never', 'if-required', 'always']);

const stackEntry = z.object({ updateId, title: z.string(), kbs: z.array(z.string()) });

export const softwareStack = z.object({
  name: z.string(),
  updates: z.array(stackEntry),
}) satisfies z.ZodType<SoftwareStack>;

export const runMode = z.enum(['install', 'distribute', 'both']);

export const runAction = z.enum(RUN_ACTIONS);

const shares = z.array(z.object({ computerId, updates: z.array(updateId) }).readonly()).readonly();
const limit = z.int().positive().nullable();

/** Of a whole fleet they name the same few updates again and again: each once, and of each computer their places. */
const packedShares = z
  .object({ updates: z.array(updateId), shares: z.array(z.object({ computerId, places: z.array(count) })) })
  .transform(({ updates, shares: packed }, context) =>
    packed.map(({ computerId: id, places }) => ({
      computerId: id,
      updates: places.flatMap((place) => {
        const update = updates[place];
        if (update === undefined) context.addIssue({ code: 'custom', message: 'names an update that is not there' });
        return update ?? [];
      }),
    })),
  );

const leftOut = z.object({
  states: z.partialRecord(z.enum(RECOMMENDATION_STATES), count),
  first: z.array(z.object({ computerId, title: z.string(), state: z.enum(RECOMMENDATION_STATES) })),
});

const runOptions = z.object({
  action: runAction.default('install'),
  mode: runMode,
  restart: z.enum(['group', 'never']),
  canaries: z.union([z.int().nonnegative(), computerIds.readonly()]),
  atOnce: limit,
  stopAfterFailures: limit,
  only: z.union([shares, packedShares]).nullable(),
  leftOut: leftOut.exactOptional(),
  order: z.array(updateId).default([]),
  stack: z.object({ id: stackId, name: z.string() }).nullable().default(null),
}) satisfies z.ZodType<RunOptions>;

/** What plans had before there was a choice. */
const PLAIN = {
  action: 'install' as const,
  mode: 'install' as const,
  restart: 'group' as const,
  canaries: 0,
  atOnce: null,
  stopAfterFailures: null,
  only: null,
  order: [],
  stack: null,
};

const plannedUpdate = stackEntry.extend({ revision: count, exclusive: z.boolean() });

const about = {
  groupId,
  restart: restartPolicy,
  blocked: z.array(z.object({ computerId, failure })),
  options: runOptions.default(PLAIN),
  canaries: computerIds.default([]),
  last: computerIds.default([]),
  again: shares.default([]),
  hash: z.string(),
};

function rowsOf<U extends z.ZodType>(updates: U) {
  const byHand = z.array(stackEntry).default([]);
  return z.array(z.object({ computerId, updates, byHand, sizeBytes: count, restart: z.enum(['no', 'maybe', 'yes']) }));
}

/** As it is written: each update once, and of each row their places in that list, such as `0 2 3`. */
const packed = z.object({ ...about, updates: z.array(plannedUpdate), rows: rowsOf(z.string()) });

const unpacked = packed.transform(({ updates, rows, ...rest }, context): Plan => {
  // Most computers get what others get: the same list, then.
  const lists = new Map<string, PlannedUpdate[]>();
  const updatesAt = (places: string): PlannedUpdate[] => {
    const known = lists.get(places);
    if (known !== undefined) return known;
    const found: PlannedUpdate[] = [];
    lists.set(places, found);
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
export function packedPlan({ rows, options, ...rest }: Plan): unknown {
  const updates: PlannedUpdate[] = [];
  const places = new Map<string, readonly number[]>();
  const placeOf = (update: PlannedUpdate): number => {
    const known = places.get(update.updateId) ?? [];
    const same = known.find((place) => isSameUpdate(update, updates[place]));
    if (same !== undefined) return same;
    places.set(update.updateId, [...known, updates.length]);
    return updates.push(update) - 1;
  };
  const lists = new Map<PlanRow['updates'], string>();
  const placesOf = (list: PlanRow['updates']): string => {
    const found = lists.get(list) ?? list.map(placeOf).join(' ');
    lists.set(list, found);
    return found;
  };
  const packedRows = rows.map((row) => ({ ...row, updates: placesOf(row.updates) }));
  const only = options.only === null ? null : packedOnly(options.only);
  return { ...rest, options: { ...options, only }, rows: packedRows, updates };
}

function packedOnly(only: readonly Share[]): unknown {
  const updates = [...new Set(only.flatMap((share) => share.updates))];
  const placeOf = new Map(updates.map((id, place) => [id, place]));
  const shares = only.map(({ computerId: id, updates: mine }) => ({
    computerId: id,
    places: mine.flatMap((update) => placeOf.get(update) ?? []),
  }));
  return { updates, shares };
}
