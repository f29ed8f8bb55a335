import type { Durations } from '../durations.js';
import type { PublishedUpdate } from '../wsus/update.js';
import { type ComputerState, note, without } from './state.js';

/** A computer on which updates are fetched and installed, whoever asked for it. */
export interface InstallsOn {
  readonly state: ComputerState;
  readonly durations: Durations;
  now(): number;
  /** Rejects with PowerLost where the computer goes down meanwhile. */
  pause(milliseconds: number): Promise<void>;
  save(): Promise<void>;
}

/** ERROR_DISK_FULL as an HRESULT. */
const DISK_FULL = '0x80070070';

/** Downloads an update, unless it is here. Gives the HRESULT of a failure, else null. */
export async function fetchUpdate(on: InstallsOn, update: PublishedUpdate, key: string | null): Promise<string | null> {
  const { state } = on;
  if (state.downloaded.includes(update.updateId)) return null;
  await on.pause(on.durations.download);
  const isTooBig = update.sizeBytes > state.conditions.systemDriveFreeBytes;
  note(state, isTooBig ? 'download failed' : 'downloaded', on.now(), key, update.updateId);
  if (!isTooBig) state.downloaded.push(update.updateId);
  await on.save();
  return isTooBig ? DISK_FULL : null;
}

/** Installs what was downloaded; some of it is in place after the next restart only. As `fetchUpdate`. */
export async function applyUpdate(on: InstallsOn, update: PublishedUpdate, key: string | null): Promise<string | null> {
  const { state } = on;
  await on.pause(on.durations.install);
  const failure = failureOf(state, update);
  note(state, failure === undefined ? 'installed' : 'install failed', on.now(), key, update.updateId);
  if (failure === undefined) putIn(state, update);
  await on.save();
  return failure ?? null;
}

/** Whatever was to fail next is known from now on, and fails again until somebody heals it. */
function failureOf({ conditions }: ComputerState, { updateId }: PublishedUpdate): string | undefined {
  if (conditions.failsNext !== null) conditions.failing[updateId] ??= conditions.failsNext;
  conditions.failsNext = null;
  return conditions.failing[updateId];
}

function putIn(state: ComputerState, { updateId, restarts }: PublishedUpdate): void {
  state.installs[updateId] = (state.installs[updateId] ?? 0) + 1;
  if (restarts) {
    state.awaitingRestart.push(updateId);
    return;
  }
  state.installed.push(updateId);
  state.downloaded = without(state.downloaded, updateId);
}
