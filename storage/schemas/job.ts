import { z } from 'zod';
import type { Boot } from '../../src/domain/boot.js';
import type { Contact, JobOrder, JobProgress, Json } from '../../src/domain/job.js';
import { count, instant, jobKey } from './ids.js';

// The text around it was parsed as JSON, so whatever is there is JSON; only its absence is wrong.
const json = z.custom<Json>((value) => value !== undefined, 'missing');

export const jobOrder = z.object({
  key: jobKey,
  spec: z.object({ script: z.string(), input: json, limitSeconds: count }),
  notAfter: instant,
}) satisfies z.ZodType<JobOrder>;

export const jobProgress = z.object({
  done: count,
  total: count,
  phase: z.string(),
  item: z.string().nullable(),
}) satisfies z.ZodType<JobProgress>;

export const contact = z.object({
  computerName: z.string(),
  domain: z.string().nullable().default(null),
  machineId: z.string(),
  bootedAt: instant,
  clock: instant,
  way: z.string().nullable().default(null),
}) satisfies z.ZodType<Contact>;

export const boot = z.object({ own: instant, ours: instant }) satisfies z.ZodType<Boot>;
