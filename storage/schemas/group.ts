import { z } from 'zod';
import type { GroupRecord } from '../../src/domain/group.js';
import { parsePersonId } from '../../src/domain/ids.js';
import { isUserGroup, type Party, parseUserGroupId } from '../../src/domain/roles.js';
import { computerIds, groupId, instant, patchGroupId, personId } from './ids.js';
import { scanSchedule, window } from './window.js';

const party = z.custom<Party>(
  (value) =>
    typeof value === 'string' && (isUserGroup(value as Party) ? parseUserGroupId : parsePersonId)(value) === value,
);

const check = z.object({
  id: z.string(),
  name: z.string(),
  type: z.literal('patch'),
  patchGroup: z.union([patchGroupId, z.array(z.string())]).nullable(),
  automaticApproval: z.boolean(),
});

export const group = z.object({
  id: groupId,
  name: z.string(),
  members: z.object({
    byHand: computerIds,
    rule: z
      .object({ names: z.array(z.string()), systems: z.array(z.string()), wsusGroups: z.array(z.string()) })
      .nullable(),
  }),
  checks: z.array(check),
  restart: z.enum(['never', 'if-required', 'always']),
  restartDeferMinutes: z.int().nonnegative().default(0),
  allowDrivers: z.boolean().default(false),
  allowUpgrades: z.boolean().default(false),
  channel: z.string().nullable(),
  approvalsChannel: z.string().nullable(),
  digest: z.object({ channel: z.string(), cron: z.string(), timeZone: z.string() }).nullable().default(null),
  owners: z.array(personId),
  operators: z.array(party),
  approvers: z.array(party),
  rollout: z.object({
    canaries: z.int().nonnegative(),
    atOnce: z.int().positive().nullable(),
    stopAfterFailures: z.int().positive().nullable(),
  }),
  windows: z.array(window),
  scans: scanSchedule.nullable().default(null),
  deleted: z.object({ at: instant, by: personId }).nullable(),
}) satisfies z.ZodType<GroupRecord>;
