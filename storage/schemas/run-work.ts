import { z } from 'zod';
import type { Hooks } from '../../src/domain/hooks.js';
import type { RestartWait } from '../../src/domain/restart-wait.js';
import type { Deferral, RunWork, UpdateOutcome } from '../../src/domain/run-work.js';
import type { Ended } from '../../src/domain/target.js';
import { computerId, count, failure, instant, updateId } from './ids.js';
import { boot } from './job.js';
import { restartPolicy, runAction, runMode } from './plan.js';

const updateOutcome = z.object({
  updateId,
  result: z.enum(['installed', 'uninstalled', 'failed', 'not-started', 'not-found', 'refused', 'downloaded']),
  why: z.string().nullable().default(null),
  hresult: z.number().nullable(),
  restartRequired: z.boolean(),
}) satisfies z.ZodType<UpdateOutcome>;

export const restartWait = z.discriminatedUnion('for', [
  z.object({ for: z.literal('freeze'), until: instant, reason: z.string() }),
  z.object({ for: z.literal('window'), until: instant }),
  z.object({ for: z.literal('users'), until: instant }),
  z.object({ for: z.literal('set'), set: z.string(), computer: computerId }),
  z.object({ for: z.literal('doubt') }),
]) satisfies z.ZodType<RestartWait>;

export const ended = z.object({
  at: instant,
  status: z.enum(['Succeeded', 'Failed', 'Stopped']),
  message: z.string(),
  failure: failure.nullable(),
}) satisfies z.ZodType<Ended>;

const deferral = z.object({
  until: instant,
  told: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  clearAt: instant.nullable(),
}) satisfies z.ZodType<Deferral>;

const hooks = z.object({
  before: z.string().nullable(),
  beforeRestart: z.string().nullable(),
  after: z.string().nullable(),
  timeoutSeconds: z.int().positive(),
}) satisfies z.ZodType<Hooks>;

/** Runs that were stored before there were rounds, scripts and deferrals have none of them. */
export const runWork = z.object({
  kind: z.literal('run'),
  action: runAction.default('install'),
  updates: z.array(updateId),
  revisions: z.record(z.string(), count).default({}),
  definitions: z.array(updateId).default([]),
  allowDrivers: z.boolean().default(false),
  allowUpgrades: z.boolean().default(false),
  restart: restartPolicy,
  mode: runMode.default('install'),
  until: instant.nullable().default(null),
  round: z.int().positive().default(1),
  proven: z.array(updateId).default([]),
  downloaded: z.array(updateId).default([]),
  outcomes: z.array(updateOutcome),
  installedInBoot: boot.nullable(),
  restartedFrom: boot.nullable(),
  restartAskedAt: instant.nullable(),
  dueIn: boot.nullable().default(null),
  restartWait: restartWait.nullable().default(null),
  restarts: count.default(0),
  replanned: count.default(0),
  deferMs: count.default(0),
  deferral: deferral.nullable().default(null),
  hooks: hooks.nullable().default(null),
  begun: z.boolean().default(false),
  readyIn: boot.nullable().default(null),
  hookWantsRestart: z.boolean().default(false),
  restartFailure: failure.nullable().default(null),
  verdict: ended.nullable().default(null),
  heldBack: z.string().nullable(),
  mayPass: z.boolean().default(false),
  interruptions: count,
  broken: failure.nullable(),
}) satisfies z.ZodType<RunWork>;
