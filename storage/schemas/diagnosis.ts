import { z } from 'zod';
import { VERDICTS } from '../../src/domain/diagnosis/finding.js';
import type { ComputerDiagnosis } from '../../src/domain/diagnosis/record.js';
import { computerId, instant, jobKey, operationId, personId } from './ids.js';

export const diagnosis = z.object({
  id: operationId,
  computerId,
  by: personId,
  conversation: z.string(),
  at: instant,
  detectNow: z.boolean(),
  key: jobKey,
  endedAt: instant.nullable(),
  findings: z.array(
    z.object({
      id: z.string(),
      about: z.string(),
      verdict: z.enum(VERDICTS),
      sentence: z.string(),
      nextStep: z.string().nullable(),
    }),
  ),
  log: z.array(z.string()),
}) satisfies z.ZodType<ComputerDiagnosis>;
