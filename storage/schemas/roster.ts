import { z } from 'zod';
import { type RosterEntry, SOURCES } from '../../src/domain/roster.js';
import type { RosterIntent } from '../../src/domain/roster-intent.js';
import { commandLineUser, computerId, computerIds, groupId, instant, personId } from './ids.js';

const way = {
  host: z.string(),
  port: z.int(),
  scheme: z.enum(['http', 'https']),
  transport: z.enum(['auto', 'negotiate']),
  profile: z.string(),
  computerName: z.string().nullable(),
  pin: z.string().nullable(),
};
const address = z.object({ host: way.host, port: way.port, computerName: way.computerName });
const source = z.enum(SOURCES);

export const rosterEntry = z.object({
  id: computerId,
  added: z
    .object({
      ...{ ...way, from: source, at: instant, by: z.union([z.literal('system'), personId, commandLineUser]) },
      formerly: computerIds.default([]),
    })
    .nullable(),
  retired: z.object({ at: instant, by: personId }).nullable(),
}) satisfies z.ZodType<RosterEntry>;

/** Those among the intents of operations. */
export const rosterIntents = [
  z.object({
    kind: z.literal('import-computers'),
    from: source,
    computers: z.array(z.object({ ...way, id: computerId, group: groupId.nullable() })),
  }),
  z.object({ kind: z.literal('confirm-imported'), computers: computerIds }),
  z.object({
    kind: z.literal('rename-computer'),
    computerId,
    to: computerId,
    before: address,
    after: address,
  }),
  z.object({ kind: z.literal('retire-computer'), computerId }),
  z.object({ kind: z.literal('bring-back-computer'), computerId }),
] as const satisfies readonly z.ZodType<RosterIntent>[];
