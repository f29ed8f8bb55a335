import { z } from 'zod';
import { type Draft, REVIEW_VIEWS } from '../../src/domain/draft.js';
import { RECOMMENDATION_STATES } from '../../src/domain/recommendation.js';
import { type Choice, REVIEW_EVENTS, type ReviewFilter } from '../../src/domain/selection.js';
import { computerId, computerIds, groupId, instant, operationId, personId } from './ids.js';

const filter = z.object({
  states: z.array(z.enum(RECOMMENDATION_STATES)),
  severities: z.array(z.enum(['Critical', 'Important', 'Moderate', 'Low', 'Unspecified'])),
  words: z.array(z.string()),
  computer: computerId.nullable(),
  patch: z.string().nullable(),
}) satisfies z.ZodType<ReviewFilter>;

const choice = z.object({
  take: z.boolean(),
  patch: z.string().nullable(),
  computer: computerId.nullable(),
  filter,
}) satisfies z.ZodType<Choice>;

export const draft = z.object({
  id: operationId,
  requestId: operationId,
  groupId,
  by: personId,
  at: instant,
  expiresAt: instant,
  view: z.enum(REVIEW_VIEWS),
  filter,
  choices: z.array(choice),
  exceptComputers: computerIds,
  page: z.int().nonnegative(),
  layout: z.int().nonnegative(),
  round: z.int().nonnegative(),
  proposal: z.object({ event: z.enum(REVIEW_EVENTS), hash: z.string() }).nullable(),
}) satisfies z.ZodType<Draft>;
