import { z } from 'zod';
import type { ApprovalOrder, LogEntry, TargetRecord, TargetRun, Work } from '../../src/domain/target.js';
import { computerId, count, failure, groupId, instant, jobKey, taskId, updateId } from './ids.js';
import { boot, contact, jobOrder, jobProgress } from './job.js';
import { wsusHealth, wsusSync } from './patch.js';
import { ended, restartWait, runWork } from './run-work.js';

export const status = z.enum(['Scheduled', 'In Progress', 'Succeeded', 'Failed', 'Stopped']);

const leg = z.enum([
  'facts',
  'scan',
  'distribute',
  'hook-before',
  'install',
  'uninstall',
  'users',
  'notice',
  'hook-restart',
  'restart',
  'await-boot',
  'settle',
  'verify-scan',
  'validate',
  'hook-after',
  'wsus-sync',
  'wsus-approve',
  'wsus-health',
  'wsus-list',
]);

const logEntry = z.object({
  n: count,
  at: instant,
  level: z.enum(['debug', 'info', 'warn', 'error']),
  text: z.string(),
}) satisfies z.ZodType<LogEntry>;

export const approvalOrder = z.object({
  updateId,
  revision: count,
  groupId: z.string(),
  action: z.enum(['install', 'uninstall', 'not-approved', 'decline']),
  deadline: instant.nullable(),
}) satisfies z.ZodType<ApprovalOrder>;

const work = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('scan-and-check') }),
  z.object({ kind: z.literal('check') }),
  z.object({ kind: z.literal('sync'), brought: wsusSync.nullable(), health: wsusHealth.nullable().default(null) }),
  z.object({ kind: z.literal('approve-updates'), approvals: z.array(approvalOrder), refused: z.array(z.string()) }),
  runWork,
]) satisfies z.ZodType<Work>;

export const targetRun = z.object({
  taskId,
  groupId: groupId.nullable(),
  workflow: z.enum([
    'MS_WUA_Scan',
    'Default_Compliance_Recommendation_Group_Remediate',
    'Compliance_Validation',
    'WSUS_Synchronize',
    'WSUS_Approve',
  ]),
  leg,
  phase: z.enum(['prepare', 'submit', 'poll', 'acknowledge']),
  order: jobOrder.nullable(),
  progress: jobProgress.nullable(),
  dueAt: instant,
  startedAt: instant,
  legStartedAt: instant,
  legSkippedMs: count.default(0),
  trouble: z.object({ since: instant, count, failure }).nullable(),
  attempt: count,
  stopRequested: z.boolean(),
  stopSent: z.boolean(),
  work,
  contact: contact.nullable(),
  boot: boot.nullable(),
  ended: ended.nullable(),
  logged: count,
  pendingLog: z.array(logEntry),
}) satisfies z.ZodType<TargetRun>;

export const targetRecord = z.object({
  taskId,
  computerId,
  logId: z.string(),
  status,
  leg: leg.nullable(),
  message: z.string(),
  progress: jobProgress.nullable(),
  startedAt: instant.nullable(),
  endedAt: instant.nullable(),
  failure: failure.nullable(),
  counts: z.object({
    needed: count,
    planned: count,
    implemented: count,
    failed: count,
    restartPending: count,
    downloaded: count.default(0),
  }),
  restartWait: restartWait.nullable().default(null),
  left: z.object({ key: jobKey, until: instant }).nullable().default(null),
  log: z.array(logEntry),
}) satisfies z.ZodType<TargetRecord>;
