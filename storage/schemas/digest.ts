import { z } from 'zod';
import type { Digest, DigestState } from '../../src/domain/digest.js';
import { computerId, computerIds, count, groupId, instant, taskId } from './ids.js';

const standing = z.enum(['compliant', 'not compliant', 'unknown']);

const reason = z.discriminatedUnion('about', [
  z.object({ about: z.enum(['failed', 'check']), text: z.string() }),
  z.object({ about: z.enum(['restart', 'running', 'approved', 'opened', 'never-checked']) }),
]);

export const digest = z.object({
  id: z.string(),
  channel: z.string(),
  at: instant,
  groups: z.array(
    z.object({
      groupId,
      name: z.string(),
      compliant: count,
      of: count,
      worse: computerIds,
      better: computerIds,
    }),
  ),
  rows: z.array(
    z.object({ computerId, state: standing, missing: count, reasons: z.array(reason), busyWith: taskId.nullable() }),
  ),
  notCompliant: count,
  reasons: z.array(z.object({ reason, computers: count })),
}) satisfies z.ZodType<Digest>;

export const digestState = z.object({
  channel: z.string(),
  upTo: instant,
  standings: z.record(z.string(), standing),
  unsaid: digest.nullable(),
}) satisfies z.ZodType<DigestState>;
