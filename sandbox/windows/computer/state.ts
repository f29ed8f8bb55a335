import { z } from 'zod';
import { JOB_SCRIPTS, policyReport, progressReport } from '../../../src/windows/scripts/contract.js';

/** Everything that is true of one pretend computer, as it lies in its file. Times in milliseconds since 1970 (UTC). */

const job = z.object({
  key: z.string(),
  /** Null, like the hash, where only a tombstone ever came. */
  script: z.enum(JOB_SCRIPTS).nullable(),
  hash: z.string().nullable(),
  /** Null once acknowledged: the tombstone holds neither input nor result. */
  inputText: z.string().nullable(),
  state: z.enum(['running', 'finished', 'broken', 'interrupted', 'acknowledged']),
  /** The scheduled task that runs it; null once it has ended. */
  scheduledTask: z.string().nullable(),
  submittedAt: z.number(),
  endedAt: z.number().nullable(),
  notAfter: z.number(),
  limitSeconds: z.number(),
  stopRequested: z.boolean(),
  progress: progressReport.nullable(),
  resultText: z.string().nullable(),
  error: z.object({ message: z.string(), hresult: z.string().nullable() }).nullable(),
});
export type Job = z.infer<typeof job>;

const event = z.object({
  at: z.number(),
  what: z.enum([
    'toolkit sealed',
    'job started',
    'job ended',
    'job interrupted',
    'downloaded',
    'download failed',
    'installed',
    'install failed',
    'rolled back',
    'began by itself',
    'restart planned',
    'users warned',
    'users logged off',
    'went down',
    'came up',
  ]),
  /** The job that did it. */
  key: z.string().nullable(),
  updateId: z.string().nullable(),
});
export type Event = z.infer<typeof event>;

/** What a person in the machine room can change. */
const conditions = z.object({
  clockOffsetMs: z.number(),
  systemDriveFreeBytes: z.number(),
  loggedOnUsers: z.int(),
  policy: policyReport,
  languageMode: z.string(),
  executionPolicy: z.string(),
  administrator: z.boolean(),
  restartHints: z.array(z.string()),
  /** A restart is pending for another reason than our updates. */
  restartPendingElsewhere: z.boolean(),
  /** The search ends "with errors": it may have missed something. */
  searchEndsWithErrors: z.boolean(),
  /** Updates that fail, by id, with the HRESULT that they fail with. */
  failing: z.record(z.string(), z.string()),
  /** The HRESULT with which the next update fails, whichever it is: from then on that one does. */
  failsNext: z.string().nullable().default(null),
  /** Updates that install, and are undone by the restart. */
  rollingBack: z.array(z.string()),
  /** The next restart undoes an update, whichever waits for it then: from then on that one. */
  undoesNext: z.boolean().default(false),
  /** How many times longer everything on it takes than on the others. */
  slowness: z.number().min(1).max(100).default(1),
});
export type Conditions = z.infer<typeof conditions>;

export const computerState = z.object({
  version: z.literal(1),
  id: z.string(),
  name: z.string(),
  dnsName: z.string(),
  machineId: z.string(),
  susClientId: z.string(),
  osCaption: z.string(),
  osBuild: z.string(),
  /** What is on it, for WSUS's rules of applicability. */
  software: z.array(z.string()),
  power: z.enum(['on', 'off', 'restarting']),
  bootedAt: z.number(),
  /** A restart that was planned and has not come yet. */
  restart: z.object({ at: z.number(), key: z.string().nullable() }).nullable(),
  servicingUntil: z.number(),
  conditions,
  /** Sealed toolkits: version to file name to SHA-256. */
  toolkits: z.record(z.string(), z.record(z.string(), z.string())),
  jobs: z.record(z.string(), job),
  /** Inputs that arrived in pieces: key to index to text. */
  inputs: z.record(z.string(), z.object({ count: z.int(), pieces: z.record(z.string(), z.string()) })),
  installed: z.array(z.string()),
  awaitingRestart: z.array(z.string()),
  downloaded: z.array(z.string()),
  /** How often each update was really installed: exactly once, if all is well. */
  installs: z.record(z.string(), z.int()),
  events: z.array(event),
});
export type ComputerState = z.infer<typeof computerState>;

const EVENTS_KEPT = 2000;

export function note(
  state: ComputerState,
  what: Event['what'],
  at: number,
  key: string | null,
  updateId?: string,
): void {
  state.events.push({ at, what, key, updateId: updateId ?? null });
  if (state.events.length > EVENTS_KEPT) state.events.splice(0, state.events.length - EVENTS_KEPT);
}

export function without(list: readonly string[], id: string): string[] {
  return list.filter((each) => each !== id);
}
