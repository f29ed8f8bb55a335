import { z } from 'zod';
import type { Notice } from '../../src/domain/notice.js';
import { PERSON_EVENTS } from '../../src/domain/recommendation.js';
import { REQUEST_STATES } from '../../src/domain/request.js';
import { computerId, count, failure, groupId, personId, taskId } from './ids.js';
import { requestCounts } from './request.js';
import { status } from './target.js';
import { watchNotices } from './watch.js';
import { windowNotices } from './window-notice.js';

const DECISION_EVENTS = PERSON_EVENTS.filter((event) => event !== 'run');

export const notice = z.discriminatedUnion('about', [
  z.object({
    about: z.literal('target-failed'),
    computerId,
    logId: z.string(),
    failure: failure.nullable(),
    message: z.string(),
  }),
  z.object({
    about: z.literal('canaries-ended'),
    taskId,
    report: z.object({ canaries: count, succeeded: count, failed: count, waiting: count }),
    mention: personId,
  }),
  z.object({
    about: z.literal('task-ended'),
    taskId,
    name: z.string(),
    groupId: groupId.nullable(),
    status,
    summary: z.string(),
    mention: personId,
  }),
  z.object({ about: z.literal('failure'), failure, mention: personId.nullable() }),
  z.object({
    about: z.literal('request-ended'),
    state: z.enum(REQUEST_STATES),
    counts: requestCounts,
    groupId,
    groupName: z.string(),
    by: personId.nullable(),
    reason: z.string().nullable(),
    mayRun: z.boolean().default(true),
  }),
  z.object({
    about: z.literal('request-partly'),
    event: z.enum(DECISION_EVENTS),
    recommendations: count,
    computers: count,
    patches: z.array(z.object({ title: z.string(), kbs: z.array(z.string()) })),
    patchCount: count,
    left: requestCounts,
    groupId,
    groupName: z.string(),
    by: personId,
    reason: z.string().nullable(),
  }),
  ...windowNotices,
  ...watchNotices,
]) satisfies z.ZodType<Notice>;
