import { PatchbayError } from '../../domain/errors.js';
import type { HookPhase, Hooks } from '../../domain/hooks.js';
import type { UpdateId } from '../../domain/ids.js';
import type { JobSpec } from '../../domain/job.js';
import { restartNotice } from '../../domain/reasons.js';
import type { RunWork } from '../../domain/run-work.js';
import type { InstallOrder } from '../../ports/endpoint.js';
import type { Context } from './protocol.js';
import type { Held } from './record.js';

/** What a leg's job is. */
export function jobOf(held: Held, context: Context): JobSpec {
  const { leg, work } = held.run;
  const { endpoint, updateServer, settings } = context;
  switch (leg) {
    case 'facts':
    case 'settle':
    case 'users':
      return endpoint.facts();
    case 'scan':
    case 'verify-scan':
      return endpoint.scan();
    case 'hook-before':
    case 'hook-restart':
    case 'hook-after':
      return hookJob(held, HOOK_PHASES[leg], context);
    case 'notice':
      return noticeJob(held, context);
    case 'restart':
      return endpoint.restart(Math.ceil(settings.restartDelayMs / 1000));
    case 'distribute':
      return endpoint.install(orderedInstall(held, context, true));
    case 'install':
      return endpoint.install(orderedInstall(held, context, false));
    case 'uninstall':
      return endpoint.uninstall(remaining(held));
    case 'wsus-sync':
      return updateServer.sync();
    case 'wsus-approve':
      return updateServer.approve(work.kind === 'approve-updates' ? work.approvals : []);
    case 'wsus-health':
      // The list that follows tells how many are superseded: nothing is read twice.
      return context.updateServer.health(false);
    case 'wsus-list':
      return updateServer.list();
    case 'await-boot':
    case 'validate':
      throw new PatchbayError('PB899', { cause: `the leg ${leg} has no job` });
  }
}

export const HOOK_PHASES = {
  'hook-before': 'before',
  'hook-restart': 'before-restart',
  'hook-after': 'after',
} as const satisfies Readonly<Record<string, HookPhase>>;

const PATHS: Readonly<Record<HookPhase, keyof Omit<Hooks, 'timeoutSeconds'>>> = {
  before: 'before',
  'before-restart': 'beforeRestart',
  after: 'after',
};

function hookJob(held: Held, phase: HookPhase, { endpoint }: Context): JobSpec {
  const { hooks } = runWork(held);
  const path = hooks?.[PATHS[phase]] ?? null;
  if (hooks === null || path === null) throw new PatchbayError('PB899', { cause: `there is no script ${phase}` });
  return endpoint.hook(path, phase, hooks.timeoutSeconds);
}

/** The message stays until the restart comes. */
function noticeJob(held: Held, { endpoint, now }: Context): JobSpec {
  const leftMs = Math.max(60_000, (runWork(held).deferral?.until ?? now) - now);
  return endpoint.notice(restartNotice(Math.ceil(leftMs / 60_000)), Math.ceil(leftMs / 1000));
}

function orderedInstall(held: Held, { rules }: Context, distributeOnly: boolean): InstallOrder {
  const { allowDrivers, allowUpgrades } = runWork(held);
  return { updates: wanted(held), distributeOnly, minFreeBytes: rules.minFreeDiskBytes, allowDrivers, allowUpgrades };
}

function wanted(held: Held): InstallOrder['updates'] {
  const { revisions } = runWork(held);
  const offered = new Map<string, number>(held.scan?.needed.map((need) => [need.updateId, need.revision]) ?? []);
  return remaining(held).map((updateId) => ({
    updateId,
    revision: revisions[updateId] ?? offered.get(updateId) ?? 0,
  }));
}

/**
 * What is yet to be done: in a later round, or after an interruption, only what this run's own scan still shows as
 * needed, or as installed where it is to go.
 */
export function remaining(held: Held): readonly UpdateId[] {
  const { action, updates, round, interruptions } = runWork(held);
  const isFirst = round === 1 && interruptions === 0;
  if (isFirst || held.scan?.taskId !== held.run.taskId) return updates;
  const { needed, installed } = held.scan;
  if (action === 'uninstall') return updates.filter((id) => installed.includes(id));
  const left = new Set<string>(needed.map((need) => need.updateId));
  return updates.filter((id) => left.has(id) && held.recommendations[id]?.state === 'In progress');
}

export function runWork(held: Held): RunWork {
  const { work } = held.run;
  if (work.kind !== 'run') throw new PatchbayError('PB899', { cause: `${work.kind} has no updates` });
  return work;
}
