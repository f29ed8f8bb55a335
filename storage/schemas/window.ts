import { z } from 'zod';
import type { Freeze } from '../../src/domain/freeze.js';
import type { MaintenanceWindow, Occurrence, Opening, ScanSchedule, ScheduleState } from '../../src/domain/window.js';
import type { WindowIntent } from '../../src/domain/window-intent.js';
import { failure, groupId, instant, personId } from './ids.js';

const rule = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('cron'), expression: z.string() }),
  z.object({
    kind: z.literal('monthly'),
    week: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5)]),
    weekday: z.union([
      z.literal(0),
      z.literal(1),
      z.literal(2),
      z.literal(3),
      z.literal(4),
      z.literal(5),
      z.literal(6),
    ]),
    plusDays: z.int().nonnegative(),
    at: z.string(),
  }),
]);

export const window = z.object({
  id: z.string(),
  name: z.string(),
  rule,
  durationMinutes: z.int().positive(),
  timeZone: z.string(),
  since: instant.default(0),
}) satisfies z.ZodType<MaintenanceWindow>;

export const scanSchedule = z.object({
  cron: z.string(),
  timeZone: z.string(),
  by: personId,
  since: instant,
}) satisfies z.ZodType<ScanSchedule>;

export const opening = z.object({ windowId: z.string(), opensAt: instant }) satisfies z.ZodType<Opening>;

const occurrence = opening.extend({ closesAt: instant }) satisfies z.ZodType<Occurrence>;

export const scheduleState = z.object({
  groupId,
  closedTo: instant,
  warnedTo: instant,
  scannedTo: instant,
  endedTo: instant,
  blocked: z.object({ opening, why: failure }).nullable(),
}) satisfies z.ZodType<ScheduleState>;

export const freeze = z.object({
  id: z.string(),
  groupId: groupId.nullable(),
  from: instant,
  to: instant,
  reason: z.string(),
  by: personId,
  at: instant,
  lifted: z.object({ by: personId, at: instant }).nullable(),
}) satisfies z.ZodType<Freeze>;

/** What is decided about windows, among the intents of operations. */
export const windowIntents = [
  z.object({ kind: z.literal('freeze'), groupId: groupId.nullable(), freeze }),
  z.object({ kind: z.literal('lift-freeze'), groupId: groupId.nullable(), freezeId: z.string() }),
  z.object({
    kind: z.literal('miss-window'),
    groupId,
    windowName: z.string(),
    occurrence,
    why: failure,
    recommendations: z.int().nonnegative(),
    before: z.int().nonnegative(),
  }),
] as const satisfies readonly z.ZodType<WindowIntent>[];
