import { z } from 'zod';
import type { Edit } from '../../src/domain/edits.js';
import { group } from './group.js';
import { groupId, patchGroupId, stackId } from './ids.js';
import { denial, patchGroup } from './patch-group.js';
import { keptStack } from './software-stack.js';

const before = z.int().positive().nullable();
const changes = z.array(z.string());

/** The edits among the intents of operations. */
export const edits = [
  z.object({
    kind: z.literal('edit-group'),
    groupId,
    before,
    after: group,
    patchGroup: patchGroup.nullable(),
    right: z.enum(['owner', 'approving owner', 'admin']),
    changes,
  }),
  z.object({ kind: z.literal('edit-patch-group'), patchGroupId, before, after: patchGroup.nullable(), changes }),
  z.object({ kind: z.literal('edit-stack'), stackId, before, after: keptStack.nullable(), changes }),
  z.object({ kind: z.literal('deny'), denials: z.array(denial) }),
  z.object({ kind: z.literal('lift'), denials: z.array(z.string()), reason: z.string() }),
] as const satisfies readonly z.ZodType<Edit>[];
