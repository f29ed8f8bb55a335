import { z } from 'zod';
import { type Approval, REQUEST_STATES, type RequestCounts } from '../../src/domain/request.js';
import { count, instant, personId } from './ids.js';

export const requestCounts = z.object({
  patches: count,
  critical: count,
  computers: count,
  restarts: count,
}) satisfies z.ZodType<RequestCounts>;

export const approval = z.object({
  state: z.enum(REQUEST_STATES),
  expiresAt: instant,
  remindAt: instant.nullable(),
  remindedAt: instant.nullable(),
  approvals: z.array(z.object({ by: personId, at: instant })),
  round: z.int().nonnegative(),
  counts: requestCounts,
  shownTo: z.array(z.string()),
  ended: z.object({ by: personId.nullable(), at: instant, reason: z.string().nullable() }).nullable(),
}) satisfies z.ZodType<Approval>;
