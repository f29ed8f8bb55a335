import { z } from 'zod';
import { JOB_SCRIPTS, progressReport } from '../../../src/windows/scripts/contract.js';
import { conditions } from './conditions.js';

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
    'uninstalled',
    'uninstall failed',
    'rolled back',
    'began by itself',
    'hook ended',
    'detection asked',
    'restart planned',
    'restart aborted',
    'users told',
    'users warned',
    'users logged off',
    'went down',
    'asks for its PIN',
    'hangs',
    'came up',
    'WinRM started',
  ]),
  /** The job that did it. */
  key: z.string().nullable(),
  updateId: z.string().nullable(),
  /** What was said or run, where that is of interest. */
  text: z.string().nullable().default(null),
});
export type Event = z.infer<typeof event>;

const past = z.object({
  at: z.number(),
  title: z.string(),
  operation: z.enum(['install', 'uninstall']),
  resultCode: z.int(),
  hresult: z.string().nullable(),
});
export type Past = z.infer<typeof past>;

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
  /** What it waits for while it is `restarting`, if for somebody: its PIN, or its button. */
  heldBy: z.enum(['pin', 'hang']).nullable().default(null),
  /** A restart that was planned and has not come yet. */
  restart: z.object({ at: z.number(), key: z.string().nullable() }).nullable(),
  /** From when WinRM answers, by the sandbox's clock. */
  winrmAt: z.number().default(0),
  servicingUntil: z.number(),
  /** Servicing is completing updates after a boot, or (`again`) until it restarts once more by itself. */
  completing: z.enum(['no', 'yes', 'again']).default('no'),
  conditions,
  /** Sealed toolkits: version to file name to SHA-256. */
  toolkits: z.record(z.string(), z.record(z.string(), z.string())),
  jobs: z.record(z.string(), job),
  /** Inputs that arrived in pieces: key to index to text. */
  inputs: z.record(z.string(), z.object({ count: z.int(), pieces: z.record(z.string(), z.string()) })),
  installed: z.array(z.string()),
  awaitingRestart: z.array(z.string()),
  /** Uninstalled, and gone after the next restart. */
  awaitingRemoval: z.array(z.string()).default([]),
  /** A script of the administrators ended with 3010 since the last boot. */
  hookAskedRestart: z.boolean().default(false),
  downloaded: z.array(z.string()),
  /** How often each update was really installed: exactly once, if all is well. */
  installs: z.record(z.string(), z.int()),
  /** The agent's own, newest first. */
  history: z.array(past).default([]),
  /** The end of WindowsUpdate.log. */
  log: z.array(z.string()).default([]),
  /** When a search and an install last succeeded. */
  lastSearchAt: z.number().nullable().default(null),
  lastInstallAt: z.number().nullable().default(null),
  events: z.array(event),
});
export type ComputerState = z.infer<typeof computerState>;

const EVENTS_KEPT = 2000;

export function note(
  state: ComputerState,
  what: Event['what'],
  at: number,
  key: string | null,
  of: { readonly updateId?: string; readonly text?: string } = {},
): void {
  state.events.push({ at, what, key, updateId: of.updateId ?? null, text: of.text ?? null });
  if (state.events.length > EVENTS_KEPT) state.events.splice(0, state.events.length - EVENTS_KEPT);
}

export function without(list: readonly string[], id: string): string[] {
  return list.filter((each) => each !== id);
}
