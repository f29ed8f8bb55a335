import type { Boot } from '../../domain/boot.js';
import type { Facts } from '../../domain/computer.js';
import { PatchbayError } from '../../domain/errors.js';
import type { Instant, UpdateId } from '../../domain/ids.js';
import type { JobSpec, Json } from '../../domain/job.js';
import { briefName } from '../../domain/patch.js';
import { whyFactsBlock } from '../../domain/planning.js';
import type { Leg } from '../../domain/target.js';
import type { RunWork } from '../../domain/verification.js';
import type { Context, Effect } from './protocol.js';
import { changed, failedWith, type Held, logged } from './record.js';
import { restartWaitOf } from './windows.js';

/** What a leg's job is. */
export function jobOf(held: Held, context: Context): JobSpec {
  const { leg, work } = held.run;
  switch (leg) {
    case 'facts':
    case 'settle':
      return context.endpoint.facts();
    case 'scan':
    case 'verify-scan':
      return context.endpoint.scan();
    case 'restart':
      return context.endpoint.restart(Math.ceil(context.settings.restartDelayMs / 1000));
    case 'distribute':
      return context.endpoint.install(remaining(held), true);
    case 'install':
      return context.endpoint.install(remaining(held), false);
    case 'wsus-sync':
      return context.updateServer.sync();
    case 'wsus-approve':
      return context.updateServer.approve(work.kind === 'approve-updates' ? work.approvals : []);
    case 'wsus-list':
      return context.updateServer.list();
    case 'await-boot':
    case 'validate':
      throw new PatchbayError('PB899', { cause: `the leg ${leg} has no job` });
  }
}

/** What is yet to be installed: after an interruption, only what this run's own scan still shows as needed. */
export function remaining(held: Held): readonly UpdateId[] {
  const work = runWork(held);
  if (work.interruptions === 0 || held.scan?.taskId !== held.run.taskId) return work.updates;
  const needed = new Set<string>(held.scan.needed.map((need) => need.updateId));
  return work.updates.filter((id) => needed.has(id));
}

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
      return kept(tookFacts(held, result, context));
    case 'scan':
    case 'verify-scan':
      return kept(tookScan(held, result, context));
    case 'distribute':
      return kept(tookDownloads(held, result, context));
    case 'install':
      return kept(tookInstall(held, result, context));
    case 'restart':
      return kept(tookRestart(held, result, context));
    case 'wsus-sync':
      return kept(tookSync(held, result, context));
    case 'wsus-approve':
      return kept(tookApprovals(held, result, context));
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
  const report = context.endpoint.readInstall(result, held.id);
  const work = runWork(held);
  const { heldBack, outcomes } = report;
  const installedInBoot = bootOf(held, report.bootedAt);
  const noted = changed(held, { work: { ...work, outcomes, installedInBoot, heldBack, broken: null } });
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
  if (planned) return logged(held, context.now, 'info', 'restart planned');
  const noted = logged(held, context.now, 'warn', `no restart: ${reason ?? 'the computer gave no reason'}`);
  const restartWait = restartWaitOf(held, context);
  return changed(noted, { work: { ...runWork(held), restartAskedAt: null, restartWait } });
}

/** What became of a patch, which the last scan knows by its name. */
function outcomeText({ scan }: Held, outcome: RunWork['outcomes'][number]): string {
  const patch = scan?.needed.find(({ updateId }) => updateId === outcome.updateId);
  const name = patch === undefined ? outcome.updateId : briefName(patch);
  const code = outcome.hresult === null ? '' : ` (0x${(outcome.hresult >>> 0).toString(16).toUpperCase()})`;
  return `${name}: ${outcome.result}${code}${outcome.restartRequired ? ', restart required' : ''}`;
}

function tookSync(held: Held, result: Json, context: Context): Held {
  const brought = context.updateServer.readSync(result, held.id);
  if (brought.result !== 'succeeded')
    throw new PatchbayError('PB604', { cause: brought.error ?? `the synchronization ${brought.result}` });
  const said = `synchronized: ${brought.newUpdates} new, ${brought.revisedUpdates} revised, ${brought.expiredUpdates} expired`;
  return logged(changed(held, { work: { kind: 'sync', brought } }), context.now, 'info', said);
}

function tookApprovals(held: Held, result: Json, context: Context): Held {
  const { refused } = context.updateServer.readApprove(result, held.id);
  const { work } = held.run;
  if (work.kind !== 'approve-updates') return held;
  return refused.reduce(
    (so, text) => logged(so, context.now, 'warn', text),
    changed(held, { work: { ...work, refused } }),
  );
}

function tookList(held: Held, result: Json, context: Context): Taken {
  const { patches, facts } = context.updateServer.readList(result, held.id);
  const { work } = held.run;
  const lastSync = work.kind === 'sync' && work.brought !== null ? work.brought : facts.lastSync;
  return { held, effect: { do: 'keep', patches, facts: { ...facts, lastSync } } };
}

export function runWork(held: Held): RunWork {
  const { work } = held.run;
  if (work.kind !== 'run') throw new PatchbayError('PB899', { cause: `${work.kind} has no updates` });
  return work;
}

const AFTER: Readonly<Partial<Record<Leg, Leg>>> = {
  scan: 'validate',
  distribute: 'install',
  'await-boot': 'settle',
  'verify-scan': 'validate',
  'wsus-sync': 'wsus-list',
  'wsus-approve': 'wsus-list',
};

/** The leg that follows when this one's job is done; `validate` ends the way by itself. Null: the way is over. */
export function legAfter(held: Held): Leg | null {
  const { leg } = held.run;
  if (leg === 'facts') return firstOf(held);
  if (leg === 'restart') return afterRestart(held);
  if (leg === 'install') return needsRestart(held) ? 'restart' : 'verify-scan';
  if (leg === 'settle') return held.facts?.servicingBusy ? 'settle' : 'verify-scan';
  return AFTER[leg] ?? null;
}

function afterRestart(held: Held): Leg {
  const { restartAskedAt, restartWait } = runWork(held);
  if (restartAskedAt !== null) return 'await-boot';
  return restartWait !== null && !held.run.stopRequested ? 'restart' : 'verify-scan';
}

function firstOf(held: Held): Leg {
  return runWork(held).mode === 'install' ? 'install' : 'distribute';
}

function needsRestart(held: Held): boolean {
  const work = runWork(held);
  if (work.restart === 'never' || held.run.stopRequested || work.broken !== null) return false;
  const installed = work.outcomes.filter((outcome) => outcome.result === 'installed');
  if (installed.length === 0) return false;
  return work.restart === 'always' || installed.some((outcome) => outcome.restartRequired);
}

/** Whether the facts just read forbid the install; then the way ends here with the reason. */
export function gated(held: Held, context: Context): Held | null {
  if (held.run.leg !== 'facts') return null;
  const failure = whyFactsBlock(held.facts, context.rules, runWork(held).mode);
  return failure === null ? null : failedWith(held, context.now, failure);
}
