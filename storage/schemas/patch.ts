import { z } from 'zod';
import type { Patch, WsusFacts, WsusSync } from '../../src/domain/patch.js';
import type { WsusHealth } from '../../src/domain/wsus-health.js';
import { count, instant, updateId } from './ids.js';

export const rebootBehavior = z.enum(['never', 'always', 'can-request']);
export const impact = z.enum(['normal', 'minor', 'exclusive']);

export const severity = z.enum(['Critical', 'Important', 'Moderate', 'Low', 'Unspecified']);

const wsusApproval = z.object({
  groupId: z.string(),
  action: z.enum(['install', 'uninstall', 'not-approved']),
  state: z.enum(['pending', 'active']),
  deadline: instant.nullable(),
});

export const patch = z.object({
  updateId,
  revision: count,
  title: z.string(),
  kbs: z.array(z.string()),
  classification: z.string(),
  classificationId: z.string(),
  products: z.array(z.string()),
  severity,
  arrivedAt: instant.nullable(),
  superseded: z.boolean(),
  declined: z.boolean(),
  expired: z.boolean(),
  needsLicence: z.boolean(),
  rebootBehavior,
  impact,
  needsUserInput: z.boolean(),
  needsNetwork: z.boolean(),
  uninstallable: z.boolean().default(false),
  approvals: z.array(wsusApproval),
}) satisfies z.ZodType<Patch>;

export const wsusSync = z.object({
  startedAt: instant,
  endedAt: instant,
  result: z.enum(['succeeded', 'failed', 'canceled', 'unknown']),
  newUpdates: count,
  revisedUpdates: count,
  expiredUpdates: count,
  error: z.string().nullable(),
}) satisfies z.ZodType<WsusSync>;

export const wsusHealth = z.object({
  at: instant,
  version: z.string(),
  osBuild: z.string().nullable(),
  replica: z.boolean(),
  upstream: z.string().nullable(),
  ssl: z.boolean(),
  port: count,
  lastSync: z.enum(['succeeded', 'failed', 'canceled', 'never', 'unknown']),
  supersededNotDeclined: count.nullable(),
  filesMissing: count.nullable(),
  clients: count.nullable(),
  silentClients: count.nullable(),
  contentFreeBytes: count.nullable(),
  problems: z.array(z.string()),
}) satisfies z.ZodType<WsusHealth>;

export const wsusFacts = z.object({
  at: instant,
  version: z.string(),
  replica: z.boolean(),
  groups: z.array(z.object({ id: z.string(), name: z.string(), parentId: z.string().nullable() })),
  members: z.record(z.string(), z.array(z.string())),
  clients: z
    .array(z.object({ name: z.string(), clientId: z.string(), os: z.string(), reportedAt: instant.nullable() }))
    .default([]),
  lastSync: wsusSync.nullable(),
  health: wsusHealth.nullable().default(null),
}) satisfies z.ZodType<WsusFacts>;
