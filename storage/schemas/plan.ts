import { z } from 'zod';
import type { Plan, SoftwareStack } from '../../src/domain/plan.js';
import { computerId, count, failure, groupId, updateId } from './ids.js';

export const restartPolicy = z.enum(['never', 'if-required', 'always']);

const stackEntry = z.object({ updateId, title: z.string(), kbs: z.array(z.string()) });

export const softwareStack = z.object({
  name: z.string(),
  updates: z.array(stackEntry),
}) satisfies z.ZodType<SoftwareStack>;

export const plan = z.object({
  groupId,
  restart: restartPolicy,
  rows: z.array(
    z.object({
      computerId,
      updates: z.array(stackEntry.extend({ revision: count, exclusive: z.boolean() })),
      sizeBytes: count,
      restart: z.enum(['no', 'maybe', 'yes']),
    }),
  ),
  blocked: z.array(z.object({ computerId, failure })),
  hash: z.string(),
}) satisfies z.ZodType<Plan>;
