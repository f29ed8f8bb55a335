import type { Boot } from './boot.js';
import type { PatchbayFailure } from './errors.js';
import type { RestartPolicy } from './group.js';
import type { Hooks } from './hooks.js';
import type { Instant, UpdateId } from './ids.js';
import type { RestartWait } from './restart-wait.js';
import type { RunAction, RunMode } from './rollout.js';
import type { Ended } from './target.js';

/** How one update ended, as the agent said it; the truth comes from the scan that follows. */
export interface UpdateOutcome {
  readonly updateId: UpdateId;
  /** `not-found`: the agent is not offered it. `refused`: it was not touched, for `why`. */
  readonly result: 'installed' | 'uninstalled' | 'failed' | 'not-started' | 'not-found' | 'refused' | 'downloaded';
  /** Why it was not touched, in plain words, where the computer told; null: no such reason. */
  readonly why: string | null;
  readonly hresult: number | null;
  readonly restartRequired: boolean;
}

/** Logged-on users keep a restart waiting for a while. */
export interface Deferral {
  /** Then it begins, whoever is logged on. */
  readonly until: Instant;
  /** How often they were told of it: once when it began, and again shortly before its end. */
  readonly told: 0 | 1 | 2;
  /** When it was found that nothing keeps the restart any more; null while something does. */
  readonly clearAt: Instant | null;
}

/** A run's whole memory for one computer. */
export interface RunWork {
  readonly kind: 'run';
  readonly action: RunAction;
  /** In the order of the plan. */
  readonly updates: readonly UpdateId[];
  /** The revision of each that was planned: another one is not installed. */
  readonly revisions: Readonly<Record<string, number>>;
  /** Those that are renewed several times a day: that another one is offered soon is no failure. */
  readonly definitions: readonly UpdateId[];
  readonly allowDrivers: boolean;
  readonly allowUpgrades: boolean;
  readonly restart: RestartPolicy;
  readonly mode: RunMode;
  /** No download or install begins beyond this moment of our clock; null: no such limit. */
  readonly until: Instant | null;
  /** From 1. What a restart kept from being installed has its turn in the next round. */
  readonly round: number;
  /** What rounds before this one have proven. */
  readonly proven: readonly UpdateId[];
  /** What this run has downloaded before it installs. */
  readonly downloaded: readonly UpdateId[];
  /** Of this round. */
  readonly outcomes: readonly UpdateOutcome[];
  /** The boot in which the install ran. */
  readonly installedInBoot: Boot | null;
  /** The boot before our restart; null while there was none. */
  readonly restartedFrom: Boot | null;
  /** Since when a restart is waited for, by our clock. */
  readonly restartAskedAt: Instant | null;
  /** The boot that a restart is due in: it came when a later one is seen. */
  readonly dueIn: Boot | null;
  /** What the restart that is due waits for; null while nothing keeps it from beginning. */
  readonly restartWait: RestartWait | null;
  /** Restarts of this round that came. */
  readonly restarts: number;
  /** How often the present restart was planned again, since it did not come. */
  readonly replanned: number;
  /** How long logged-on users may keep a restart waiting. */
  readonly deferMs: number;
  readonly deferral: Deferral | null;
  readonly hooks: Hooks | null;
  /** Something was begun that the script after the run ends. */
  readonly begun: boolean;
  /** The boot in which the script before the restart ran; null while it did not. */
  readonly readyIn: Boot | null;
  /** A script asked for a restart. */
  readonly hookWantsRestart: boolean;
  /** Why a script kept the restart from beginning, or the restarts went on and on. */
  readonly restartFailure: PatchbayFailure | null;
  /** How the run ended, while the script after it is yet to run. */
  readonly verdict: Ended | null;
  /** Why the last install left updates unstarted; null where all were tried. */
  readonly heldBack: string | null;
  /** What held them back passes by itself, or with a restart. */
  readonly mayPass: boolean;
  /** Installs of this round that vanished or broke: a scan tells what they did. At most two attempts. */
  readonly interruptions: number;
  /** Why the last install told nothing, where it broke. */
  readonly broken: PatchbayFailure | null;
}

/** A run that nothing has happened in. */
export const NEW_RUN: RunWork = {
  ...{ kind: 'run', action: 'install', updates: [], revisions: {}, definitions: [] },
  ...{ allowDrivers: false, allowUpgrades: false, restart: 'if-required', mode: 'install', until: null },
  ...{ round: 1, proven: [], downloaded: [], outcomes: [], installedInBoot: null },
  ...{ restartedFrom: null, restartAskedAt: null, dueIn: null, restartWait: null, restarts: 0, replanned: 0 },
  ...{ deferMs: 0, deferral: null, hooks: null, begun: false, readyIn: null, hookWantsRestart: false },
  ...{ restartFailure: null, verdict: null, heldBack: null, mayPass: false, interruptions: 0, broken: null },
};
