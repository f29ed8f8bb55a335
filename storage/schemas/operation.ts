import { z } from 'zod';
import type { AuditEntry, Intent, Operation, Request } from '../../src/domain/operation.js';
import { PERSON_EVENTS, RECOMMENDATION_STATES } from '../../src/domain/recommendation.js';
import { identity } from './computer.js';
import { edits } from './edits.js';
import {
  commandLineUser,
  computerId,
  computerIds,
  count,
  groupId,
  instant,
  operationId,
  personId,
  taskId,
} from './ids.js';
import { packedPlan, plan } from './plan.js';
import { approval, requestCounts } from './request.js';
import { rosterIntents } from './roster.js';
import { approvalOrder } from './target.js';
import { opening, windowIntents } from './window.js';

const DECISION_EVENTS = PERSON_EVENTS.filter((event) => event !== 'run');

const intent = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('start'),
    task: z.enum(['sync', 'scan-and-check', 'check']),
    groupId: groupId.nullable(),
    computers: computerIds,
    automatic: z.boolean().exactOptional(),
  }),
  z.object({ kind: z.literal('approve-updates'), approvals: z.array(approvalOrder) }),
  z.object({
    kind: z.literal('decide'),
    event: z.enum(DECISION_EVENTS),
    groupId,
    reason: z.string().nullable(),
    computers: computerIds,
    recommendations: z.union([z.literal('all'), z.array(z.string())]),
    except: z.array(z.object({ computerId, recommendations: z.array(z.string()) })),
    from: z.array(z.enum(RECOMMENDATION_STATES)),
    asOf: instant,
    counted: count,
  }),
  z.object({
    kind: z.literal('run'),
    groupId,
    plan,
    until: instant.nullable().default(null),
    opening: opening.nullable().default(null),
  }),
  z.object({ kind: z.literal('stop'), tasks: z.array(taskId) }),
  z.object({ kind: z.literal('continue'), taskId, groupId: groupId.nullable() }),
  z.object({
    kind: z.literal('ask'),
    groupId,
    request: operationId,
    hash: z.string(),
    counts: requestCounts,
    expiresAt: instant,
    remindAt: instant.nullable(),
    shownTo: z.array(z.string()),
  }),
  z.object({ kind: z.literal('half-approve'), groupId, request: operationId, hash: z.string() }),
  z.object({ kind: z.literal('decline'), groupId, reason: z.string() }),
  z.object({
    kind: z.literal('close-request'),
    groupId,
    how: z.enum(['withdraw', 'expire', 'overtake', 'answer']),
    because: personId.nullable(),
    reason: z.string().nullable(),
  }),
  z.object({
    kind: z.literal('confirm-computer'),
    computerId,
    before: z.string(),
    answers: identity.nullable(),
  }),
  z.object({ kind: z.literal('back-in-service'), computerId, since: instant }),
  z.object({ kind: z.literal('retry-credentials'), profile: z.string() }),
  ...edits,
  ...windowIntents,
  ...rosterIntents,
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
  leftOut: count.exactOptional(),
  refused: z.string().exactOptional(),
}) satisfies z.ZodType<Operation>;

export function packedOperation(value: Operation): unknown {
  const { intent } = value;
  return intent.kind === 'run' ? { ...value, intent: { ...intent, plan: packedPlan(intent.plan) } } : value;
}

export const request = z.object({
  id: operationId,
  kind: z.enum(['approve-updates', 'recommendations', 'run', 'approval']),
  groupId: groupId.nullable(),
  by: personId,
  at: instant,
  conversation: z.string(),
  hash: z.string(),
  filter: z.array(z.string()),
  plan: plan.nullable(),
  decided: z.object({ by: personId, at: instant, as: z.string() }).nullable(),
  // Cards of the first version have none.
  approval: approval.nullable().default(null),
}) satisfies z.ZodType<Request>;

export function packedRequest(value: Request): unknown {
  return value.plan === null ? value : { ...value, plan: packedPlan(value.plan) };
}

export const auditEntry = z.object({
  at: instant,
  who: z.union([z.literal('system'), personId, commandLineUser]),
  what: z.string(),
  on: z.string(),
  operation: operationId.nullable(),
  planHash: z.string().nullable(),
  detail: z.string(),
}) satisfies z.ZodType<AuditEntry>;
