import { z } from 'zod';
import type { TaskRollout } from '../../src/domain/rollout.js';
import type { Task } from '../../src/domain/task.js';
import { computerIds, groupId, instant, operationId, personId, taskId } from './ids.js';
import { packedPlan, plan, runMode, softwareStack } from './plan.js';
import { approvalOrder, status } from './target.js';
import { opening } from './window.js';

const limit = z.int().positive().nullable();

const rollout = z.object({
  mode: runMode,
  canaries: computerIds,
  last: computerIds.default([]),
  atOnce: limit,
  stopAfterFailures: limit,
  continued: z.object({ by: personId, at: instant }).nullable(),
}) satisfies z.ZodType<TaskRollout>;

export const task = z.object({
  id: taskId,
  kind: z.enum(['sync', 'approve-updates', 'scan-and-check', 'check', 'run']),
  name: z.string(),
  groupId: groupId.nullable(),
  computers: computerIds,
  createdBy: personId,
  createdAt: instant,
  operation: operationId,
  endedAt: instant.nullable(),
  status,
  stop: z
    .object({
      by: z.union([z.literal('system'), personId]),
      at: instant,
      reason: z.string().nullable().default(null),
    })
    .nullable(),
  stopsLost: z.literal(true).exactOptional(),
  rollout: rollout.nullable().default(null),
  plan: plan.nullable(),
  stack: softwareStack.nullable(),
  approvals: z.array(approvalOrder),
  until: instant.nullable().default(null),
  opening: opening.nullable().default(null),
  conversation: z.string(),
  summary: z.string().nullable(),
}) satisfies z.ZodType<Task>;

export function packedTask(value: Task): unknown {
  return value.plan === null ? value : { ...value, plan: packedPlan(value.plan) };
}
