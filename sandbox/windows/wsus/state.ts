import { z } from 'zod';
import type { ApproveInput } from '../../../src/windows/scripts/contract.js';
import type { PublishedUpdate } from './update.js';

export type Order = ApproveInput['orders'][number];

const approval = z.object({
  groupId: z.string(),
  action: z.enum(['install', 'uninstall', 'not-approved']),
  /** From when the files are there. */
  activeAt: z.number(),
  deadline: z.string().nullable(),
});
export type Approval = z.infer<typeof approval>;

/** How it was set up, and what goes wrong with it. */
const wsusSettings = z.object({
  /** The server whose approvals it takes over; null: it decides by itself. */
  replicaOf: z.string().nullable(),
  ssl: z.boolean(),
  contentFreeBytes: z.number(),
  /** How synchronizations end: `slow` takes ten times as long, `busy` says that somebody else started one. */
  sync: z.enum(['succeeds', 'fails', 'cancelled', 'slow', 'busy']),
  /** Its queries run into their time limit, as those of a neglected one do. */
  timesOut: z.boolean(),
  /** So many superseded updates of old years were never declined. */
  backlog: z.int(),
});
export type WsusSettings = z.infer<typeof wsusSettings>;

export const WELL: WsusSettings = {
  ...{ replicaOf: null, ssl: true, contentFreeBytes: 180_000_000_000, sync: 'succeeds', timesOut: false, backlog: 0 },
};

/** What WSUS remembers, beside what Microsoft publishes. Times in milliseconds since 1970 (UTC). */
export const wsusState = z.object({
  version: z.literal(1),
  /** How many synchronizations have succeeded in the sandbox. */
  syncs: z.int(),
  /** When each one ended. */
  arrivals: z.record(z.string(), z.number()),
  syncingSince: z.number().nullable(),
  lastSync: z
    .object({
      startedAt: z.number(),
      endedAt: z.number(),
      result: z.int(),
      newUpdates: z.int(),
      revisedUpdates: z.int(),
      expiredUpdates: z.int(),
      error: z.string().nullable().default(null),
    })
    .nullable(),
  approvals: z.record(z.string(), z.array(approval)),
  /** Licences that were accepted. */
  licences: z.record(z.string(), z.literal(true)),
  /** What an administrator declined. */
  declined: z.record(z.string(), z.literal(true)).default({}),
  /** How many revisions Microsoft added to an update beside those of the catalogue. */
  revisions: z.record(z.string(), z.int()).default({}),
  /** When each client reported last, by its DNS name. */
  reports: z.record(z.string(), z.number()).default({}),
  /** Months that Microsoft published after the sandbox began, and which synchronization brings each. */
  /** Updates that Microsoft or an administrator took away: superseded, declined and cleaned up. */
  vanished: z.record(z.string(), z.literal(true)).default({}),
  settings: wsusSettings.default(WELL),
  releases: z.array(z.object({ month: z.string(), arrivesWith: z.int() })).default([]),
});
export type WsusState = z.infer<typeof wsusState>;

export function isHere(update: PublishedUpdate, state: WsusState): boolean {
  return update.arrivesWith <= state.syncs && !state.vanished[update.updateId];
}

/** Why WSUS offers an update to nobody, whatever was approved. */
export function refusalOf(update: PublishedUpdate, state: WsusState): 'declined' | 'expired' | null {
  if (update.declined || state.declined[update.updateId]) return 'declined';
  return update.expiresWith !== null && update.expiresWith <= state.syncs ? 'expired' : null;
}

/** The update as it stands now: a synchronization may have brought a newer revision. */
export function published(update: PublishedUpdate, state: WsusState): PublishedUpdate {
  const synchronized = update.revisedWith === null || update.revisedWith > state.syncs ? 0 : 1;
  const added = synchronized + (state.revisions[update.updateId] ?? 0);
  return added === 0 ? update : { ...update, revision: update.revision + added };
}

/** Whether WSUS tells clients of it: what is expired may still be taken off. */
export function isOffered(update: PublishedUpdate, action: 'install' | 'uninstall', state: WsusState): boolean {
  const refusal = refusalOf(update, state);
  return refusal === null || (refusal === 'expired' && action === 'uninstall');
}
