import { z } from 'zod';
import type { Plan, SoftwareStack } from '../../src/domain/plan.js';
import type { RunOptions } from '../../src/domain/rollout.js';
import { computerId, count, failure, groupId, updateId } from './ids.js';

export const restartPolicy = z.enum(['never', 'if-required', 'always']);

const stackEntry = z.object({ updateId, title: z.string(), kbs: z.array(z.string()) });

export const softwareStack = z.object({
  name: z.string(),
  updates: z.array(stackEntry),
}) satisfies z.ZodType<SoftwareStack>;

export const runMode = z.enum(['install', 'distribute', 'both']);

const shares = z.array(z.object({ computerId, updates: z.array(updateId) }).readonly()).readonly();
const limit = z.int().positive().nullable();

const runOptions = z.object({
  mode: runMode,
  restart: z.enum(['group', 'never']),
  canaries: z.union([z.int().nonnegative(), z.array(computerId).readonly()]),
  atOnce: limit,
  stopAfterFailures: limit,
  only: shares.nullable(),
}) satisfies z.ZodType<RunOptions>;

/** What plans had before there was a choice. */
const PLAIN = {
  mode: 'install' as const,
  restart: 'group' as const,
  canaries: 0,
  atOnce: null,
  stopAfterFailures: null,
  only: null,
};

export const plan = z.object({
  groupId,
  restart: restartPolicy,
  rows: z.array(
    z.object({
      computerId,
      updates: z.array(stackEntry.extend({ revision: count, exclusive: z.boolean() })),
      sizeBytes: count,
      restart: z.enum(['no', 'maybe', 'yes']),
    }),
  ),
  blocked: z.array(z.object({ computerId, failure })),
  options: runOptions.default(PLAIN),
  canaries: z.array(computerId).default([]),
  again: shares.default([]),
  hash: z.string(),
}) satisfies z.ZodType<Plan>;
