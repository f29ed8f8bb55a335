import type { Durations } from '../durations.js';
import type { PublishedUpdate, UpdateService } from '../wsus/update.js';
import { logFailure, logLine, remember } from './agent-log.js';
import { isLooping } from './servicing.js';
import { type ComputerState, note, without } from './state.js';

/** A computer on which updates are fetched and installed, whoever asked for it. */
export interface InstallsOn {
  readonly state: ComputerState;
  readonly durations: Durations;
  readonly updates: UpdateService;
  now(): number;
  /** Rejects with PowerLost where the computer goes down meanwhile. */
  pause(milliseconds: number): Promise<void>;
  save(): Promise<void>;
}

/** ERROR_DISK_FULL as an HRESULT. */
const DISK_FULL = '0x80070070';
/** CBS_E_NEW_SERVICING_STACK_REQUIRED. */
const NEWER_STACK_NEEDED = '0x800F0823';

/** WU_S_REBOOT_REQUIRED, and ERROR_SUCCESS_REBOOT_REQUIRED as an HRESULT: it is in, but for a restart. */
const DONE_BUT_RESTART: readonly string[] = ['0x00240005', '0x80070BC2'];

/** OperationResultCode. */
const SUCCEEDED = 2;
const FAILED = 4;

/** Downloads an update, unless it is here. Gives the HRESULT of a failure, else null. */
export async function fetchUpdate(on: InstallsOn, update: PublishedUpdate, key: string | null): Promise<string | null> {
  const { state } = on;
  const { updateId } = update;
  if (state.downloaded.includes(updateId)) return null;
  await on.pause(on.durations.download);
  const isTooBig = update.sizeBytes > state.conditions.systemDriveFreeBytes;
  const failure = state.conditions.downloadsFail ?? (isTooBig ? DISK_FULL : null);
  note(state, failure === null ? 'downloaded' : 'download failed', on.now(), key, { updateId });
  if (failure === null) state.downloaded.push(updateId);
  else logFailure(state, on.now(), 'DownloadManager', { hresult: failure, what: `Download of ${updateId}` });
  await on.save();
  return failure;
}

/** Installs what was downloaded; some of it is in place after the next restart only. As `fetchUpdate`. */
export async function applyUpdate(on: InstallsOn, update: PublishedUpdate, key: string | null): Promise<string | null> {
  const { state } = on;
  await on.pause(on.durations.install);
  const failure = failureOf(state, update);
  concluded(on, update, { operation: 'install', failure, key });
  if (failure === null || DONE_BUT_RESTART.includes(failure)) putIn(on, update, failure !== null);
  await on.save();
  return failure;
}

/** Takes an update away; some of it is gone after the next restart only. As `fetchUpdate`. */
export async function removeUpdate(on: InstallsOn, update: PublishedUpdate, key: string): Promise<string | null> {
  const { state } = on;
  await on.pause(on.durations.install);
  const failure = state.conditions.failingUninstalls[update.updateId] ?? null;
  concluded(on, update, { operation: 'uninstall', failure, key });
  if (failure === null) takeAway(state, update);
  await on.save();
  return failure;
}

function concluded(
  { state, now }: InstallsOn,
  { updateId, title }: PublishedUpdate,
  end: { readonly operation: 'install' | 'uninstall'; readonly failure: string | null; readonly key: string | null },
): void {
  const { operation, failure, key } = end;
  const at = now();
  note(state, failure === null ? `${operation}ed` : `${operation} failed`, at, key, { updateId });
  remember(state, { at, title, operation, resultCode: failure === null ? SUCCEEDED : FAILED, hresult: failure });
  if (failure === null) logLine(state, at, 'Agent', `${operation} of ${updateId} succeeded`);
  else logFailure(state, at, 'Handler', { hresult: failure, what: `${operation} of ${updateId}` });
}

/** Whatever was to fail next is known from now on, and fails again until somebody heals it. */
function failureOf(state: ComputerState, { updateId, servicingStack }: PublishedUpdate): string | null {
  const { conditions } = state;
  const stack = conditions.servicingStacks[updateId] ?? servicingStack;
  if (stack !== null && !state.installed.includes(stack)) return NEWER_STACK_NEEDED;
  if (conditions.failsNext !== null) conditions.failing[updateId] ??= conditions.failsNext;
  conditions.failsNext = null;
  return conditions.failing[updateId] ?? null;
}

function putIn({ state, updates }: InstallsOn, { updateId, restarts }: PublishedUpdate, isToRestart: boolean): void {
  state.installs[updateId] = (state.installs[updateId] ?? 0) + 1;
  if (state.conditions.looping[updateId] === 'newer') updates.revise(updateId);
  if (restarts || isToRestart) {
    state.awaitingRestart.push(updateId);
    return;
  }
  if (!isLooping(state, updateId)) state.installed.push(updateId);
  state.downloaded = without(state.downloaded, updateId);
}

function takeAway(state: ComputerState, { updateId, restarts }: PublishedUpdate): void {
  if (restarts) state.awaitingRemoval.push(updateId);
  else state.installed = without(state.installed, updateId);
}
