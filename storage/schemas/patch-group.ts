import { z } from 'zod';
import type { Denial, DenyList } from '../../src/domain/denial.js';
import type { PatchGroup } from '../../src/domain/patch-group.js';
import { instant, patchGroupId, personId, updateId } from './ids.js';
import { severity } from './patch.js';

export const patchGroup = z.object({
  id: patchGroupId,
  name: z.string(),
  kbs: z.array(z.string()),
  updates: z.array(updateId),
  rule: z
    .object({
      classifications: z.array(z.string()),
      severities: z.array(severity),
      products: z.array(z.string()),
    })
    .nullable(),
}) satisfies z.ZodType<PatchGroup>;

export const denial = z.object({
  patch: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('kb'), kb: z.string() }),
    z.object({ kind: z.literal('update'), updateId }),
  ]),
  reason: z.string(),
  until: instant.nullable(),
  by: personId,
  at: instant,
}) satisfies z.ZodType<Denial>;

export const denyList = z.object({ denials: z.array(denial) }) satisfies z.ZodType<DenyList>;
