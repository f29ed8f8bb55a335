import { z } from 'zod';
import type { Notice } from '../../src/domain/notice.js';
import { computerId, failure, personId } from './ids.js';

export const notice = z.discriminatedUnion('about', [
  z.object({
    about: z.literal('target-failed'),
    computerId,
    logId: z.string(),
    failure: failure.nullable(),
    message: z.string(),
  }),
  z.object({ about: z.literal('failure'), failure, mention: personId.nullable() }),
]) satisfies z.ZodType<Notice>;
