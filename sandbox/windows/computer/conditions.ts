import { z } from 'zod';
import { policyReport } from '../../../src/windows/scripts/contract.js';

/**
 * What a person in the machine room can change of a computer; holds over restarts. Times in milliseconds of the
 * sandbox's clock. HRESULTs as `0x` and eight hexadecimal digits.
 */

/** A script that the computer's administrators have put there. */
const hook = z.object({
  exitCode: z.int().default(0),
  /** How long it runs. */
  seconds: z.number().min(0).default(0),
  output: z.string().default(''),
  /** Who may write to it: what everyone may is not to be run as SYSTEM. */
  owner: z.enum(['administrators', 'everyone']).default('administrators'),
});

const machine = {
  clockOffsetMs: z.number(),
  systemDriveFreeBytes: z.number(),
  languageMode: z.string(),
  executionPolicy: z.string(),
  administrator: z.boolean(),
  domainController: z.boolean().default(false),
  clusterNode: z.boolean().default(false),
  /** How many times longer everything on it takes than on the others. */
  slowness: z.number().min(1).max(100).default(1),
  /** Somebody pulls the plug in the middle of the next job that installs, and of no other. */
  losesPowerNext: z.boolean().default(false),
  /** By path, as an administrator writes it. */
  hooks: z.record(z.string(), hook).default({}),
};

const people = {
  loggedOnUsers: z.int(),
  /** Who is told of anything logs off. */
  leavesWhenTold: z.boolean().default(false),
  /** msg.exe is not on every edition. */
  hasMessenger: z.boolean().default(true),
  /** Somebody takes back every restart that is planned, with `shutdown /a`. */
  abortsRestarts: z.boolean().default(false),
};

const agent = {
  policy: policyReport,
  /** The Windows Update service cannot be started. */
  serviceDisabled: z.boolean().default(false),
  /** The search ends "with errors": it may have missed something. */
  searchEndsWithErrors: z.boolean(),
  /** The HRESULT that a search throws. */
  searchFails: z.string().nullable().default(null),
  /** The HRESULT of every download. */
  downloadsFail: z.string().nullable().default(null),
  /** Another installer is at work, and does not end. */
  installerBusy: z.boolean().default(false),
  /** Why WindowsUpdate.log cannot be written out, where it cannot. */
  logFails: z.string().nullable().default(null),
};

const updates = {
  /** Updates that fail, by id, with the HRESULT that they fail with. */
  failing: z.record(z.string(), z.string()),
  /** The HRESULT with which the next update fails, whichever it is: from then on that one does. */
  failsNext: z.string().nullable().default(null),
  /** Updates whose uninstall fails, by id, with the HRESULT. */
  failingUninstalls: z.record(z.string(), z.string()).default({}),
  /** Updates that install, and are undone by the restart. */
  rollingBack: z.array(z.string()),
  /** Updates that the next restart undoes, and no other. */
  rollingBackOnce: z.array(z.string()).default([]),
  /** The next restart undoes an update, whichever waits for it then: from then on that one. */
  undoesNext: z.boolean().default(false),
  /** Updates that install, and are needed again at once: in the same revision, or in a newer one. */
  looping: z.record(z.string(), z.enum(['same', 'newer'])).default({}),
  /** Updates that somebody has hidden: missing, and not offered. */
  hidden: z.array(z.string()).default([]),
  /** Updates that the agent does not offer, whatever is approved: replaced meanwhile. */
  vanished: z.array(z.string()).default([]),
  /** Updates whose licence terms cannot be had. */
  unlicensed: z.array(z.string()).default([]),
  /** Updates that fail without a newer servicing stack, with the id of that, beside those of the catalogue. */
  servicingStacks: z.record(z.string(), z.string()).default({}),
};

const restarts = {
  restartHints: z.array(z.string()),
  /** A restart is pending for another reason than our updates. */
  restartPendingElsewhere: z.boolean(),
  /** Each restart leaves another one pending. */
  restartLoop: z.boolean().default(false),
  /** Updates are in place after a second restart only, which Windows makes by itself. */
  restartsTwice: z.boolean().default(false),
  /** How long it is down; null: as long as others. */
  bootMs: z.number().nullable().default(null),
  /** Gone down, it does not come up until somebody presses its button. */
  staysDown: z.boolean().default(false),
  /** BitLocker asks for a PIN at each start. */
  asksForPin: z.boolean().default(false),
  /** How long after the boot WinRM starts: "Automatic (Delayed Start)". */
  winrmDelayMs: z.number().default(0),
  /** How long servicing goes on after each boot; null: a moment, where updates are to be finished. */
  servicingMs: z.number().nullable().default(null),
};

export const conditions = z.object({ ...machine, ...people, ...agent, ...updates, ...restarts });
export type Conditions = z.infer<typeof conditions>;

/** A computer with which nothing is the matter. */
export function healthyConditions(
  own: Pick<Conditions, 'systemDriveFreeBytes' | 'loggedOnUsers' | 'policy'> & Partial<Conditions>,
): Conditions {
  return conditions.parse({
    clockOffsetMs: 0,
    languageMode: 'FullLanguage',
    executionPolicy: 'RemoteSigned',
    administrator: true,
    searchEndsWithErrors: false,
    failing: {},
    rollingBack: [],
    restartHints: [],
    restartPendingElsewhere: false,
    ...own,
  });
}
