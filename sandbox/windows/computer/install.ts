import {
  type InstallInput,
  type InstallResult,
  installInput,
  type UninstallInput,
  uninstallInput,
} from '../../../src/windows/scripts/contract.js';
import type { PublishedUpdate } from '../wsus/update.js';
import { restartPending } from './agent.js';
import { isServicing } from './facts.js';
import { applyUpdate, fetchUpdate, removeUpdate } from './installer.js';
import { pullAtLast, underTheHand } from './plug.js';
import { type Refused, refusalOf } from './refusals.js';
import { ScriptError } from './script-error.js';
import { type Found, search } from './search.js';
import { windowsMoment } from './toolkit.js';
import { stopReason, type Work } from './work.js';

type Outcome = InstallResult['updates'][number];
type Stopped = InstallResult['stopped'];

/** One run of a script: what it is to do, what stopped it, and what came of each update so far. */
interface Batch {
  readonly work: Work;
  readonly does: 'download' | 'install' | 'uninstall';
  readonly wanted: readonly Wanted[];
  readonly minFreeBytes: number;
  /** Why an update is not touched; null: it is. */
  refusal(update: PublishedUpdate, wanted: Wanted): Refused | null;
  readonly outcomes: Outcome[];
  stopped: Stopped;
}

/** WU_E_INSTALL_NOT_ALLOWED's neighbours: what the agent says where it is a restart, or another installer. */
const RESTART_DUE = '0x80240016';
const BUSY = '0x80240009';
/** What PowerShell gives an error that a script throws itself. */
const THROWN = '0x80131501';
const EXCLUSIVE = 2;

/** `MS_WUA_Install_Updates`: one update a call, in the given order; before each it asks whether to go on. */
export async function installUpdates(work: Work, input: unknown): Promise<InstallResult> {
  const asked = installInput.parse(input);
  return await inOrder({
    work,
    does: asked.distributeOnly ? 'download' : 'install',
    wanted: asked.updates,
    minFreeBytes: asked.minFreeBytes,
    refusal: (update, { revision }) => refusalOf(update, revision, asked, work.state),
    outcomes: [],
    stopped: null,
  });
}

/** `MS_WUA_Uninstall_Updates`: the same way round, in whichever revision it is there. */
export async function uninstallUpdates(work: Work, input: unknown): Promise<InstallResult> {
  const { updates }: UninstallInput = uninstallInput.parse(input);
  return await inOrder({
    work,
    does: 'uninstall',
    wanted: updates,
    minFreeBytes: 0,
    refusal: (update) => (update.uninstallable ? null : { why: 'not-uninstallable', hresult: null }),
    outcomes: [],
    stopped: null,
  });
}

async function inOrder(batch: Batch): Promise<InstallResult> {
  const { work } = batch;
  batch.stopped = firstBlocker(batch);
  const there = await candidates(batch);
  for (const wanted of batch.wanted) {
    batch.stopped ??= blocker(batch);
    const update = there.get(wanted.updateId);
    batch.outcomes.push(batch.stopped === null ? await one(batch, update, wanted) : waiting(wanted.updateId));
    if (isExclusivePending(work, update)) batch.stopped ??= 'restart-pending';
  }
  if (batch.does === 'install') await pullAtLast(work, batch.outcomes);
  return {
    bootedAt: windowsMoment(work.state.bootedAt),
    updates: batch.outcomes,
    restartRequired: restartPending(work.state),
    stopped: isDone(batch) ? null : batch.stopped,
  };
}

/** Nothing was left to be started. */
function isDone({ outcomes }: Batch): boolean {
  return outcomes.every(({ outcome }) => outcome !== 'not-started');
}

/** RebootRequiredBeforeInstallation: what needed the computer for itself wants its restart before anything else. */
function isExclusivePending({ state }: Work, update: PublishedUpdate | undefined): boolean {
  return update?.impact === EXCLUSIVE && state.awaitingRestart.includes(update.updateId);
}

async function candidates(batch: Batch): Promise<ReadonlyMap<string, PublishedUpdate>> {
  if (batch.stopped !== null) return new Map();
  const { work, wanted, does } = batch;
  work.progress(0, wanted.length, 'search', null);
  const found: Found = await search(work, work.durations.scan / 2);
  if (found.resultCode !== 2) throw new ScriptError('the search ended with result code 3', THROWN);
  const updates = does === 'uninstall' ? found.present : found.missing;
  return new Map(updates.map((update) => [update.updateId, update]));
}

function blocker({ work, does, minFreeBytes }: Batch): Stopped {
  const why = stopReason(work);
  if (why !== null) return why;
  const { conditions } = work.state;
  if (does !== 'download') {
    if (work.installerBusy() || conditions.installerBusy || isServicing(work.state, work.now())) return 'busy';
    if (conditions.restartPendingElsewhere) return 'restart-pending';
  }
  return conditions.systemDriveFreeBytes < minFreeBytes ? 'no-space' : null;
}

function firstBlocker(batch: Batch): Stopped {
  const why = blocker(batch);
  if (why !== null || batch.does === 'download') return why;
  return restartPending(batch.work.state) ? 'restart-pending' : null;
}

function outcome(updateId: string, what: Outcome['outcome'], resultCode: number | null): Outcome {
  return { updateId, outcome: what, why: null, resultCode, hresult: null, restartRequired: false };
}

function waiting(id: string, hresult: string | null = null): Outcome {
  return { ...outcome(id, 'not-started', null), hresult };
}

function failed(id: string, hresult: string): Outcome {
  return { ...outcome(id, 'failed', 4), hresult };
}

type Wanted = UninstallInput['updates'][number] & Partial<InstallInput['updates'][number]>;

async function one(batch: Batch, update: PublishedUpdate | undefined, wanted: Wanted): Promise<Outcome> {
  const { updateId: id } = wanted;
  if (!update) return outcome(id, 'not-found', null);
  const refused = batch.refusal(update, wanted);
  if (refused) return { ...outcome(id, 'refused', null), ...refused };
  if (batch.does === 'uninstall') return await alone(batch, update, uninstall);
  const notFetched = await download(batch, update);
  if (notFetched !== null) return failed(id, notFetched);
  if (batch.does === 'download') return outcome(id, 'downloaded', 2);
  batch.stopped = blocker(batch);
  return batch.stopped === null ? await alone(batch, update, install) : waiting(id);
}

type Act = (batch: Batch, update: PublishedUpdate) => Promise<Outcome>;

async function alone(batch: Batch, update: PublishedUpdate, act: Act): Promise<Outcome> {
  // What needs the computer for itself does not begin while another update waits for its restart.
  if (update.impact === EXCLUSIVE && restartPending(batch.work.state)) {
    batch.stopped = 'restart-pending';
    return waiting(update.updateId, RESTART_DUE);
  }
  const done = await batch.work.alone(() => act(batch, update));
  if (done) return done;
  batch.stopped = 'busy';
  return waiting(update.updateId, BUSY);
}

function told({ work, outcomes, wanted }: Batch, phase: string, { title }: PublishedUpdate): void {
  work.progress(outcomes.length, wanted.length, phase, title);
}

async function download(batch: Batch, update: PublishedUpdate): Promise<string | null> {
  told(batch, 'download', update);
  return await fetchUpdate(batch.work, update, batch.work.job.key);
}

async function install(batch: Batch, update: PublishedUpdate): Promise<Outcome> {
  told(batch, 'install', update);
  const work = underTheHand(batch.work, batch.outcomes, batch.wanted.length);
  const failure = await applyUpdate(work, update, work.job.key);
  if (failure !== null) return failed(update.updateId, failure);
  return { ...outcome(update.updateId, 'installed', 2), restartRequired: update.restarts };
}

async function uninstall(batch: Batch, update: PublishedUpdate): Promise<Outcome> {
  told(batch, 'uninstall', update);
  const failure = await removeUpdate(batch.work, update, batch.work.job.key);
  if (failure !== null) return failed(update.updateId, failure);
  return { ...outcome(update.updateId, 'uninstalled', 2), restartRequired: update.restarts };
}
