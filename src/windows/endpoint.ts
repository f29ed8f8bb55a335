import type { Facts, NeededUpdate } from '../domain/computer.js';
import type { ComputerId } from '../domain/ids.js';
import type { Json } from '../domain/job.js';
import { HOOK_CAUSES, hookEndedWith } from '../domain/reasons.js';
import type { UpdateOutcome } from '../domain/run-work.js';
import type { Endpoint, HookReport, InstallReport, ScanReport } from '../ports/endpoint.js';
import { hresultNumber } from './jobs/results.js';
import { impact, instantOrNull, readResult, rebootBehavior, unusable, updateId } from './results.js';
import {
  type FactsResult,
  factsResult,
  hookResult,
  type InstallInput,
  type InstallResult,
  installResult,
  noticeResult,
  restartResult,
  type ScanResult,
  scanResult,
  type UninstallInput,
} from './scripts/contract.js';

export interface EndpointLimits {
  /** How long a job may take on the computer before Windows ends it, in seconds: 60 to 86,400. */
  readonly factsSeconds?: number;
  readonly scanSeconds?: number;
  readonly installSeconds?: number;
  readonly restartSeconds?: number;
  /** What logged-on users read before a restart; at most 400 characters. */
  readonly restartMessage?: string;
}

const DEFAULTS = {
  factsSeconds: 900,
  scanSeconds: 7200,
  installSeconds: 21_600,
  restartSeconds: 300,
  restartMessage: 'Patchbay restarts this computer to finish installing updates. Save your work now.',
} as const;

const HOOK_MARGIN_SECONDS = 300;

/** The jobs of a computer that is patched, as our scripts do them. */
export function endpoint(limits: EndpointLimits = {}): Endpoint {
  const chosen = { ...DEFAULTS, ...limits };
  return {
    facts: () => ({ script: 'Get-EndpointFacts', input: {}, limitSeconds: chosen.factsSeconds }),
    readFacts: (result, computer) => factsOf(readResult('Get-EndpointFacts', factsResult, result, computer)),
    scan: () => ({ script: 'MS_WUA_Scan', input: {}, limitSeconds: chosen.scanSeconds }),
    readScan,
    install: (order) => ({
      script: 'MS_WUA_Install_Updates',
      input: { ...order, updates: order.updates.map((one) => ({ ...one })) } satisfies InstallInput,
      limitSeconds: chosen.installSeconds,
    }),
    readInstall: (result, computer) => installOf('MS_WUA_Install_Updates', result, computer),
    uninstall: (updates) => ({
      script: 'MS_WUA_Uninstall_Updates',
      input: { updates: updates.map((id) => ({ updateId: id })) } satisfies UninstallInput,
      limitSeconds: chosen.installSeconds,
    }),
    readUninstall: (result, computer) => installOf('MS_WUA_Uninstall_Updates', result, computer),
    hook: (path, phase, timeoutSeconds) => ({
      script: 'Invoke-Hook',
      input: { path, phase, timeoutSeconds },
      // Windows ends the job only where it did not end the script itself.
      limitSeconds: timeoutSeconds + HOOK_MARGIN_SECONDS,
    }),
    readHook,
    notice: (message, showSeconds) => ({
      script: 'Send-Notice',
      input: { message: message.slice(0, 400), showSeconds },
      limitSeconds: chosen.restartSeconds,
    }),
    readNotice: (result, computer) => readResult('Send-Notice', noticeResult, result, computer),
    restart: (delaySeconds) => ({
      script: 'Restart-Endpoint',
      input: { delaySeconds, message: chosen.restartMessage },
      limitSeconds: chosen.restartSeconds,
    }),
    readRestart: (result, computer) => {
      const { planned, reason } = readResult('Restart-Endpoint', restartResult, result, computer);
      return { planned, reason };
    },
  };
}

function readScan(result: Json, computer: ComputerId): ScanReport {
  const scan = readResult('MS_WUA_Scan', scanResult, result, computer);
  const facts = factsOf(scan.facts);
  return {
    facts,
    complete: scan.resultCode === 2,
    needed: unique(scan.needed, (one) => one.updateId).map(neededOf),
    installed: [...new Set(scan.installed)].map(updateId),
    warnings: scan.warnings,
  };
}

const HELD_BACK: Readonly<Record<NonNullable<InstallResult['stopped']>, string>> = {
  stop: 'a stop was asked for',
  'not-after': 'the time for it was over',
  'restart-pending': 'Windows wants a restart first',
  busy: 'another installer was busy',
  'no-space': 'its system drive has too little space left',
};

const WHY: Readonly<Record<NonNullable<InstallResult['updates'][number]['why']>, string>> = {
  'other-revision': 'it was revised since it was planned: scan, then approve again',
  driver: 'it is a driver, which the group does not allow',
  upgrade: 'it is a feature update, which the group does not allow',
  'needs-user': 'its installer asks a person: install it at the computer',
  licence: 'its licence terms are not accepted: accept them on WSUS',
  'not-uninstallable': 'Windows says that it cannot be uninstalled: remove it at the computer',
};

function installOf(
  script: 'MS_WUA_Install_Updates' | 'MS_WUA_Uninstall_Updates',
  result: Json,
  computer: ComputerId,
): InstallReport {
  const install = readResult(script, installResult, result, computer);
  if (unique(install.updates, (one) => one.updateId).length !== install.updates.length) {
    throw unusable(script, computer, 'updates: one of them twice');
  }
  const done = script === 'MS_WUA_Install_Updates' ? 'installed' : 'uninstalled';
  const outcomes = install.updates.map((update) => withRestart(outcomeOf(update), done));
  return {
    bootedAt: Date.parse(install.bootedAt),
    outcomes,
    restartRequired: install.restartRequired || outcomes.some((one) => one.restartRequired),
    heldBack: install.stopped === null ? null : HELD_BACK[install.stopped],
    mayPass: install.stopped === 'restart-pending' || install.stopped === 'busy',
  };
}

/** 3010 (ERROR_SUCCESS_REBOOT_REQUIRED) is success that asks for a restart. */
const WANTS_RESTART = 3010;

function readHook(result: Json, computer: ComputerId): HookReport {
  const { outcome, exitCode, output } = readResult('Invoke-Hook', hookResult, result, computer);
  const wantsRestart = outcome === 'ended' && exitCode === WANTS_RESTART;
  if (outcome === 'ended' && (exitCode === 0 || wantsRestart))
    return { ok: true, ran: true, wantsRestart, cause: null };
  if (outcome === 'ended') return { ok: false, ran: true, wantsRestart, cause: hookEndedWith(exitCode, output) };
  const cause = outcome === 'refused' ? `it was refused: ${output.trim()}` : HOOK_CAUSES[outcome];
  return { ok: false, ran: outcome === 'timed-out', wantsRestart, cause };
}

function factsOf(facts: FactsResult): Facts {
  const { bootedAt, clock, ...same } = facts;
  return { ...same, at: Date.parse(clock), bootedAt: Date.parse(bootedAt), clock: Date.parse(clock) };
}

function neededOf(update: ScanResult['needed'][number]): NeededUpdate {
  return {
    updateId: updateId(update.updateId),
    revision: update.revision,
    title: update.title,
    kbs: update.kbs.map((kb) => kb.replace(/^KB/i, '')),
    downloaded: update.downloaded,
    sizeBytes: update.sizeBytes,
    rebootBehavior: rebootBehavior(update.rebootBehavior),
    impact: impact(update.impact),
    kind: update.kind,
    categoryIds: update.categoryIds,
    needsUser: update.needsUser,
    deadline: instantOrNull(update.deadline),
  };
}

/** The agent no longer offers an update: nothing was started, and the next scan says what became of it. */
function outcomeOf(update: InstallResult['updates'][number]): UpdateOutcome {
  return {
    updateId: updateId(update.updateId),
    result: update.outcome,
    why: update.why === null ? null : WHY[update.why],
    hresult: hresultNumber(update.hresult),
    restartRequired: update.restartRequired,
  };
}

/** WU_S_REBOOT_REQUIRED, and ERROR_SUCCESS_REBOOT_REQUIRED as an HRESULT. */
const DONE_BUT_RESTART: readonly (number | null)[] = [0x00240005, 0x80070bc2];

/**
 * Windows calls it failed, by a code that says that it is done but for a restart: it is believed of the restart, and the
 * scan after that tells whether it is done.
 */
function withRestart(outcome: UpdateOutcome, done: 'installed' | 'uninstalled'): UpdateOutcome {
  const isDone = outcome.result === 'failed' && DONE_BUT_RESTART.includes(outcome.hresult);
  return isDone ? { ...outcome, result: done, restartRequired: true } : outcome;
}

function unique<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}
