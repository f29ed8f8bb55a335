import { z } from 'zod';
import type { AuditEntry, Intent, Operation, Request } from '../../src/domain/operation.js';
import { PERSON_EVENTS } from '../../src/domain/recommendation.js';
import { computerId, groupId, instant, operationId, personId, taskId } from './ids.js';
import { plan } from './plan.js';
import { approvalOrder } from './target.js';
import { opening } from './window.js';

const intent = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('start'),
    task: z.enum(['sync', 'scan-and-check', 'check']),
    groupId: groupId.nullable(),
    computers: z.array(computerId),
  }),
  z.object({ kind: z.literal('approve-updates'), approvals: z.array(approvalOrder) }),
  z.object({
    kind: z.literal('decide'),
    event: z.enum(PERSON_EVENTS),
    groupId,
    rows: z.array(z.object({ computerId, recommendations: z.array(z.string()) })),
  }),
  z.object({
    kind: z.literal('run'),
    groupId,
    plan,
    until: instant.nullable().default(null),
    opening: opening.nullable().default(null),
  }),
  z.object({ kind: z.literal('stop'), tasks: z.array(taskId) }),
]) satisfies z.ZodType<Intent>;

export const operation = z.object({
  id: operationId,
  by: personId,
  at: instant,
  intent,
  conversation: z.string(),
  taskId: taskId.nullable(),
  done: instant.nullable(),
  skipped: z.array(z.string()),
}) satisfies z.ZodType<Operation>;

export const request = z.object({
  id: operationId,
  kind: z.enum(['approve-updates', 'recommendations', 'run']),
  groupId: groupId.nullable(),
  by: personId,
  at: instant,
  conversation: z.string(),
  hash: z.string(),
  filter: z.array(z.string()),
  plan: plan.nullable(),
  decided: z.object({ by: personId, at: instant, as: z.string() }).nullable(),
}) satisfies z.ZodType<Request>;

export const auditEntry = z.object({
  at: instant,
  who: z.union([z.literal('system'), personId]),
  what: z.string(),
  on: z.string(),
  operation: operationId.nullable(),
  planHash: z.string().nullable(),
  detail: z.string(),
}) satisfies z.ZodType<AuditEntry>;
