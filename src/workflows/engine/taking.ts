import type { Boot } from '../../domain/boot.js';
import type { Facts } from '../../domain/computer.js';
import { PatchbayError } from '../../domain/errors.js';
import type { Instant } from '../../domain/ids.js';
import type { Json } from '../../domain/job.js';
import { hex } from '../../domain/outcomes.js';
import { briefName } from '../../domain/patch.js';
import type { RunWork } from '../../domain/run-work.js';
import { tookHook } from './hooks.js';
import { runWork } from './orders.js';
import type { Context, Effect } from './protocol.js';
import { changed, type Held, logged } from './record.js';
import { restartWaitOf } from './windows.js';

export interface Taken {
  readonly held: Held;
  /** Something that must be stored before the result may be taken away. */
  readonly effect: Effect | null;
}

/** Takes a finished job's result into the state; throws PB404, PB502, PB602 or PB604 where it cannot be used. */
export function taken(held: Held, result: Json, context: Context): Taken {
  switch (held.run.leg) {
    case 'facts':
    case 'settle':
    case 'users':
      return kept(tookFacts(held, result, context));
    case 'scan':
    case 'verify-scan':
      return kept(tookScan(held, result, context));
    case 'distribute':
      return kept(tookDownloads(held, result, context));
    case 'install':
    case 'uninstall':
      return kept(tookInstall(held, result, context));
    case 'hook-before':
    case 'hook-restart':
    case 'hook-after':
      return kept(tookHook(held, context.endpoint.readHook(result, held.id), context));
    case 'notice':
      return kept(tookNotice(held, result, context));
    case 'restart':
      return kept(tookRestart(held, result, context));
    case 'wsus-sync':
      return kept(tookSync(held, result, context));
    case 'wsus-approve':
      return kept(tookApprovals(held, result, context));
    case 'wsus-health':
      return kept(tookHealth(held, result, context));
    case 'wsus-list':
      return tookList(held, result, context);
    case 'await-boot':
    case 'validate':
      return kept(held);
  }
}

const kept = (held: Held): Taken => ({ held, effect: null });

function tookFacts(held: Held, result: Json, context: Context): Held {
  const facts = ofKnown(held, context.endpoint.readFacts(result, held.id), context);
  return logged({ ...held, facts }, context.now, 'debug', `facts: ${facts.osCaption}, build ${facts.osBuild}`);
}

/** The computer may have become another one since it was met: what that one tells proves nothing (PB404). */
function ofKnown(held: Held, facts: Facts, { command }: Context): Facts {
  if (held.machineId === null || facts.machineId === held.machineId) return facts;
  throw new PatchbayError('PB404', { computer: held.id, cause: facts.machineId, command });
}

function tookScan(held: Held, result: Json, context: Context): Held {
  const { facts: told, ...report } = context.endpoint.readScan(result, held.id);
  const facts = ofKnown(held, told, context);
  const scan = {
    ...report,
    boot: held.run.boot ?? { own: facts.bootedAt, ours: 0 },
    taskId: held.run.taskId,
    startedAt: held.run.legStartedAt,
    endedAt: context.now,
  };
  const said = scan.complete
    ? `scan: ${scan.needed.length} needed, ${scan.installed.length} installed`
    : 'scan: ended with errors; nothing is believed of it';
  const noted = logged({ ...held, facts, scan }, context.now, scan.complete ? 'info' : 'warn', said);
  const needed = scan.needed.reduce(
    (so, need) => logged(so, context.now, 'debug', `NEEDED: ${need.title} - ${need.updateId}`),
    noted,
  );
  return scan.warnings.reduce((so, warning) => logged(so, context.now, 'warn', warning), needed);
}

function tookInstall(held: Held, result: Json, context: Context): Held {
  const { endpoint } = context;
  const isUninstall = held.run.leg === 'uninstall';
  const report = isUninstall ? endpoint.readUninstall(result, held.id) : endpoint.readInstall(result, held.id);
  const work = runWork(held);
  const { heldBack, mayPass, outcomes } = report;
  const installedInBoot = bootOf(held, report.bootedAt);
  const noted = changed(held, { work: { ...work, outcomes, installedInBoot, heldBack, mayPass, broken: null } });
  return report.outcomes.reduce(
    (so, outcome) => logged(so, context.now, outcome.result === 'failed' ? 'warn' : 'info', outcomeText(held, outcome)),
    noted,
  );
}

/** What only downloads tells all there is; before an install only what has come counts, the install tries the rest. */
function tookDownloads(held: Held, result: Json, context: Context): Held {
  const { outcomes, heldBack } = context.endpoint.readInstall(result, held.id);
  const work = runWork(held);
  const downloaded = outcomes.filter((one) => one.result === 'downloaded').map((one) => one.updateId);
  const told = work.mode === 'distribute' ? { outcomes, heldBack } : {};
  return outcomes.reduce(
    (so, outcome) => logged(so, context.now, outcome.result === 'failed' ? 'warn' : 'info', outcomeText(held, outcome)),
    changed(held, { work: { ...work, ...told, downloaded } }),
  );
}

/** The boot that the install ran in: the one that was met before it, or a later one by as much as its own clock says. */
function bootOf(held: Held, bootedAt: Instant): Boot {
  const met = held.run.boot ?? { own: bootedAt, ours: held.run.legStartedAt };
  return { own: Math.max(met.own, bootedAt), ours: met.ours + Math.max(0, bootedAt - met.own) };
}

/** A restart that will not come leaves its updates to wait for one; one that came too late waits for its next time. */
function tookRestart(held: Held, result: Json, context: Context): Held {
  const { planned, reason } = context.endpoint.readRestart(result, held.id);
  if (planned) {
    // From now on it is waited for: to hand it over may have taken long.
    const asked = changed(held, { work: { ...runWork(held), restartAskedAt: context.now } });
    return logged(asked, context.now, 'info', 'restart planned');
  }
  const noted = logged(held, context.now, 'warn', `no restart: ${reason ?? 'the computer gave no reason'}`);
  const restartWait = restartWaitOf(held, context);
  return changed(noted, { work: { ...runWork(held), restartAskedAt: null, restartWait } });
}

/** That nobody could be told keeps nothing from going on. */
function tookNotice(held: Held, result: Json, context: Context): Held {
  const { told, error } = context.endpoint.readNotice(result, held.id);
  if (error === null) return logged(held, context.now, 'info', `${told} logged-on users were told of the restart`);
  return logged(held, context.now, 'warn', `logged-on users could not be told of the restart: ${error}`);
}

/** What became of a patch, which the last scan knows by its name. */
function outcomeText({ scan }: Held, outcome: RunWork['outcomes'][number]): string {
  const patch = scan?.needed.find(({ updateId }) => updateId === outcome.updateId);
  const name = patch === undefined ? outcome.updateId : briefName(patch);
  const code = outcome.hresult === null ? '' : ` (${hex(outcome.hresult)})`;
  return `${name}: ${outcome.result}${code}${outcome.why === null ? '' : `: ${outcome.why}`}${outcome.restartRequired ? ', restart required' : ''}`;
}

function tookSync(held: Held, result: Json, context: Context): Held {
  const brought = context.updateServer.readSync(result, held.id);
  if (brought.result !== 'succeeded')
    throw new PatchbayError('PB604', { cause: brought.error ?? `the synchronization ${brought.result}` });
  const said = `synchronized: ${brought.newUpdates} new, ${brought.revisedUpdates} revised, ${brought.expiredUpdates} expired`;
  return logged(changed(held, { work: { kind: 'sync', brought, health: null } }), context.now, 'info', said);
}

function tookApprovals(held: Held, result: Json, context: Context): Held {
  const { work } = held.run;
  if (work.kind !== 'approve-updates') return held;
  const { refused } = context.updateServer.readApprove(result, work.approvals, held.id);
  return refused.reduce(
    (so, text) => logged(so, context.now, 'warn', text),
    changed(held, { work: { ...work, refused } }),
  );
}

function tookHealth(held: Held, result: Json, context: Context): Held {
  const { work } = held.run;
  if (work.kind !== 'sync') return held;
  return changed(held, { work: { ...work, health: context.updateServer.readHealth(result, held.id) } });
}

function tookList(held: Held, result: Json, context: Context): Taken {
  const { patches, facts } = context.updateServer.readList(result, held.id);
  const { work } = held.run;
  const lastSync = work.kind === 'sync' && work.brought !== null ? work.brought : facts.lastSync;
  const supersededNotDeclined = patches.filter((patch) => patch.superseded && !patch.declined).length;
  const health =
    work.kind === 'sync' && work.health !== null ? { ...work.health, supersededNotDeclined } : facts.health;
  return { held, effect: { do: 'keep', patches, facts: { ...facts, lastSync, health } } };
}
