import type { PublishedUpdate, UpdateService } from '../wsus/update.js';
import { missing, restartPending } from './agent.js';
import { roleOf } from './facts.js';
import { applyUpdate, fetchUpdate, type InstallsOn } from './installer.js';
import { ScriptError } from './script-error.js';
import { type ComputerState, note } from './state.js';

/** Windows installs by itself once a day at this hour, where its policy says so: ScheduledInstallTime's default. */
const INSTALL_HOUR = 3;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Whether the hour at which policies install has begun between two moments, in milliseconds since 1970. */
export function isInstallTime(since: number, now: number): boolean {
  const day = (moment: number): number => Math.floor((moment - INSTALL_HOUR * HOUR_MS) / DAY_MS);
  return day(now) > day(since);
}

/**
 * What a computer is about to install though no job asked for it: what has a deadline on WSUS that has passed, and at the
 * hour of the policy all that is offered, where AUOptions is 4. What failed before is left alone until the next start.
 */
export function dueByItself(state: ComputerState, service: UpdateService, isHour: boolean): readonly PublishedUpdate[] {
  const all = isHour && installsByItself(state);
  const overdue = service.overdueFor(state.dnsName);
  if ((!all && overdue.size === 0) || restartPending(state) || !isSearchable(state, service)) return [];
  const failed = failedSinceBoot(state);
  return missing(state, service).filter(
    ({ updateId, needsUserInput }) => (all || overdue.has(updateId)) && !failed.has(updateId) && !needsUserInput,
  );
}

/**
 * Whether its own policy installs what is offered. Not configured, that is what a workstation does and a server does not:
 * https://learn.microsoft.com/windows/deployment/update/waas-wu-settings
 */
function installsByItself(state: ComputerState): boolean {
  const { auOptions, noAutoUpdate, deadline } = state.conditions.policy;
  if (noAutoUpdate) return false;
  return deadline || auOptions === 4 || (auOptions === null && roleOf(state) === 'workstation');
}

function isSearchable(state: ComputerState, service: UpdateService): boolean {
  try {
    return missing(state, service).length > 0;
  } catch (error) {
    if (error instanceof ScriptError) return false;
    throw error;
  }
}

function failedSinceBoot({ events, bootedAt }: ComputerState): ReadonlySet<string | null> {
  const failed = events.filter(({ at, what }) => at >= bootedAt && /failed$/.test(what));
  return new Set(failed.map(({ updateId }) => updateId));
}

export async function installUnasked(updates: readonly PublishedUpdate[], on: InstallsOn): Promise<void> {
  note(on.state, 'began by itself', on.now(), null);
  for (const update of updates) {
    const failure = await fetchUpdate(on, update, null);
    if (failure === null) await applyUpdate(on, update, null);
  }
}
