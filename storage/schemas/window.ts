import { z } from 'zod';
import type { MaintenanceWindow, Opening } from '../../src/domain/window.js';
import { instant } from './ids.js';

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
}) satisfies z.ZodType<MaintenanceWindow>;

export const opening = z.object({ windowId: z.string(), opensAt: instant }) satisfies z.ZodType<Opening>;
