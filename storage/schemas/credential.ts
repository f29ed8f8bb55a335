import { z } from 'zod';
import type { Credential } from '../../src/domain/credential.js';
import { computerId, computerIds, instant } from './ids.js';

export const credential = z.object({
  profile: z.string(),
  standing: z.enum(['unproven', 'open', 'stopped']),
  refusals: z.array(z.object({ computerId, at: instant })),
  acceptedAt: instant.nullable(),
  acceptedBy: computerIds,
  refusedBy: computerIds,
  unanswered: computerIds.default([]),
  mark: z.object({ salt: z.string(), bits: z.string() }).nullable(),
}) satisfies z.ZodType<Credential>;
