import type { Facts, Scan } from '../domain/computer.js';
import type { HookPhase } from '../domain/hooks.js';
import type { ComputerId, Instant, JobKey, UpdateId } from '../domain/ids.js';
import type { Contact, JobOrder, JobSpec, JobState, Json } from '../domain/job.js';
import type { UpdateOutcome } from '../domain/run-work.js';

/** A computer, and the machine that it is known as. */
export interface KnownComputer {
  readonly id: ComputerId;
  /** The machine decides itself, before it reads or writes anything, whether it is meant: another one is PB404. */
  readonly machineId: string;
}

/**
 * Detached jobs on a Windows computer. Every call is short: it connects, asks and comes back. Each may fail with
 * PB401 (no connection; worth another try), PB402, PB403, PB404, PB406, PB407, PB409, PB417, PB419 (stop here), PB405, PB408 or
 * PB418 (worth another try). Nothing else is thrown. A call that failed may have had its effect.
 */
export interface DetachedJobs {
  /**
   * First contact: who is there, and the toolkit, installed once per version. Safe to repeat.
   * @param isIt whether who answers is the computer: on another machine nothing is written, whatever is told of it
   */
  prepare(computer: ComputerId, isIt: (contact: Contact) => Promise<boolean>): Promise<Contact>;
  /** Who answers there: nothing is written and nothing runs. */
  identify(computer: ComputerId): Promise<Contact>;
  /** Hands a job over. A known key changes nothing and says how it stands; with another content PB505. */
  submit(computer: KnownComputer, order: JobOrder): Promise<JobState>;
  poll(computer: KnownComputer, key: JobKey): Promise<JobState>;
  /** Takes the result away; a tombstone stays. Safe to repeat. */
  acknowledge(computer: KnownComputer, key: JobKey): Promise<void>;
  /** No further update starts. What has started runs to its end. Safe to repeat. */
  stop(computer: KnownComputer, key: JobKey): Promise<void>;
}

/** What an install may do. */
export interface InstallOrder {
  /** In this order, each in the revision that was planned. */
  readonly updates: readonly { readonly updateId: UpdateId; readonly revision: number }[];
  readonly distributeOnly: boolean;
  /** So much of the system drive stays free, in bytes. */
  readonly minFreeBytes: number;
  readonly allowDrivers: boolean;
  readonly allowUpgrades: boolean;
}

/** What a finished install says. */
export interface InstallReport {
  /** LastBootUpTime of the boot that the installs ran in: only a later one can have completed them. */
  readonly bootedAt: Instant;
  readonly outcomes: readonly UpdateOutcome[];
  readonly restartRequired: boolean;
  /** Why the rest was not started, in plain words; null where all were tried. */
  readonly heldBack: string | null;
  /** What held it back passes: another round in the same run may have more luck. */
  readonly mayPass: boolean;
}

/** What a finished script of the administrators says. */
export interface HookReport {
  /** It ended well: with 0, or with 3010, which asks for a restart. */
  readonly ok: boolean;
  /** Whether it was begun at all. */
  readonly ran: boolean;
  readonly wantsRestart: boolean;
  /** In plain words, with the end of what it printed; null where it ended well. */
  readonly cause: string | null;
}

/** What a finished scan says, without what only the asker knows. */
export type ScanReport = Omit<Scan, 'taskId' | 'startedAt' | 'endedAt' | 'boot'> & { readonly facts: Facts };

/** The jobs of a computer that is patched. Pure: each builds an order's content, or reads a result (PB502). */
export interface Endpoint {
  facts(): JobSpec;
  readFacts(result: Json, computer: ComputerId): Facts;
  scan(): JobSpec;
  readScan(result: Json, computer: ComputerId): ScanReport;
  install(order: InstallOrder): JobSpec;
  readInstall(result: Json, computer: ComputerId): InstallReport;
  /** In this order, each in the revision that is there. */
  uninstall(updates: readonly UpdateId[]): JobSpec;
  readUninstall(result: Json, computer: ComputerId): InstallReport;
  /** A script of the administrators, by its path there. */
  hook(path: string, phase: HookPhase, timeoutSeconds: number): JobSpec;
  readHook(result: Json, computer: ComputerId): HookReport;
  /** Tells who is logged on. */
  notice(message: string, showSeconds: number): JobSpec;
  /** How many were told, or why none was. */
  readNotice(result: Json, computer: ComputerId): { readonly told: number; readonly error: string | null };
  /** `delaySeconds` is what logged-on users see before it happens. */
  restart(delaySeconds: number): JobSpec;
  /** Whether it will happen, or why not. */
  readRestart(result: Json, computer: ComputerId): { readonly planned: boolean; readonly reason: string | null };
}
