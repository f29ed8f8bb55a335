import { z } from 'zod';
import type { Surface } from '../../src/domain/surface.js';
import { digest } from './digest.js';
import { computerId, groupId, instant, operationId, personId, taskId } from './ids.js';
import { notice } from './notice.js';

export const surface = z.object({
  id: z.string(),
  subject: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('task'), taskId }),
    z.object({ kind: z.literal('task-detail'), taskId }),
    z.object({ kind: z.literal('task-file'), taskId }),
    z.object({ kind: z.literal('request'), requestId: operationId }),
    z.object({ kind: z.literal('diagnosis'), computerId, diagnosisId: operationId }),
    z.object({ kind: z.literal('digest'), digest }),
    z.object({ kind: z.literal('digest-file'), groups: z.array(groupId), at: instant }),
    z.object({ kind: z.literal('notice'), notice }),
  ]),
  conversation: z.string(),
  person: personId,
  threadOf: z.string().nullable(),
  mustArrive: z.boolean().default(false),
  broadcast: z.boolean().default(false),
  createdAt: instant,
  state: z.enum(['wanted', 'posting', 'posted', 'failed']),
  channel: z.string().nullable(),
  ts: z.string().nullable(),
  picture: z.string().nullable().default(null),
  error: z.string().nullable(),
}) satisfies z.ZodType<Surface>;
