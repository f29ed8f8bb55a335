import { z } from 'zod';
import type { Computer, Facts, NeededUpdate, Scan } from '../../src/domain/computer.js';
import type { Identity, Names } from '../../src/domain/identity.js';
import { RECOMMENDATION_STATES, type Recommendation } from '../../src/domain/recommendation.js';
import { computerId, count, instant, operationId, personId, taskId, updateId } from './ids.js';
import { boot } from './job.js';
import { impact, rebootBehavior } from './patch.js';
import { targetRun } from './target.js';

const facts = z.object({
  at: instant,
  computerName: z.string(),
  machineId: z.string(),
  osCaption: z.string(),
  osBuild: z.string(),
  bootedAt: instant,
  clock: instant,
  restartRequired: z.boolean(),
  restartHints: z.array(z.string()),
  servicingBusy: z.boolean(),
  systemDriveFreeBytes: count,
  loggedOnUsers: count,
  susClientId: z.string().nullable(),
  role: z.enum(['workstation', 'server', 'domain-controller']).default('server'),
  clusterNode: z.boolean().default(false),
  startsAlone: z.boolean().default(true),
  policy: z.object({
    wuServer: z.string().nullable(),
    useWuServer: z.boolean(),
    auOptions: z.number().nullable(),
    noAutoUpdate: z.boolean(),
    deadline: z.boolean(),
    updateForBusiness: z.boolean(),
    configMgr: z.boolean(),
    targetGroup: z.string().nullable(),
  }),
}) satisfies z.ZodType<Facts>;

const neededUpdate = z.object({
  updateId,
  revision: count,
  title: z.string(),
  kbs: z.array(z.string()),
  downloaded: z.boolean(),
  sizeBytes: count,
  rebootBehavior,
  impact,
  kind: z.enum(['software', 'driver']).default('software'),
  categoryIds: z.array(z.string()).default([]),
  needsUser: z.boolean().default(false),
  deadline: instant.nullable().default(null),
}) satisfies z.ZodType<NeededUpdate>;

const scan = z.object({
  taskId,
  startedAt: instant,
  endedAt: instant,
  complete: z.boolean(),
  boot,
  needed: z.array(neededUpdate),
  installed: z.array(updateId),
  warnings: z.array(z.string()),
}) satisfies z.ZodType<Scan>;

const recommendation = z.object({
  id: z.string(),
  updateId: updateId.nullable(),
  title: z.string(),
  state: z.enum(RECOMMENDATION_STATES),
  recommendedAt: instant,
  since: instant,
  by: personId.nullable(),
  reason: z.string().nullable(),
  downloaded: z.boolean(),
  cameBack: z.boolean(),
  installedInBoot: boot.nullable(),
  operation: operationId.nullable(),
}) satisfies z.ZodType<Recommendation>;

const names = z.object({ computerName: z.string(), domain: z.string().nullable() }) satisfies z.ZodType<Names>;
export const identity = names.extend({ machineId: z.string() }) satisfies z.ZodType<Identity>;

export const computer = z.object({
  id: computerId,
  machineId: z.string().nullable(),
  names: names.nullable().default(null),
  doubt: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('other'), answers: identity, at: instant }),
      z.object({ kind: z.literal('twin'), of: computerId, answers: identity, at: instant }),
    ])
    .nullable()
    .default(null),
  confirmed: z.object({ at: instant, by: personId }).nullable().default(null),
  skew: z.object({ ms: z.number(), at: instant }).nullable().default(null),
  way: z.string().nullable().default(null),
  facts: facts.nullable(),
  scan: scan.nullable(),
  recommendations: z.record(z.string(), recommendation),
  run: targetRun.nullable(),
  missingSince: instant.nullable().default(null),
  outOfServiceSince: instant.nullable().default(null),
  compliance: z
    .object({
      at: instant,
      state: z.enum(['compliant', 'not compliant', 'unknown']),
      missing: count,
      reasons: z.array(z.string()),
      checks: z.array(z.object({ id: z.string(), missing: count })).default([]),
    })
    .nullable(),
}) satisfies z.ZodType<Computer>;
