import { type InstallResult, installInput } from '../../../src/windows/scripts/contract.js';
import type { PublishedUpdate } from '../wsus/update.js';
import { missing, restartPending } from './agent.js';
import { applyUpdate, fetchUpdate } from './installer.js';
import { windowsMoment } from './toolkit.js';
import { stopReason, type Work } from './work.js';

type Outcome = InstallResult['updates'][number];
type Stopped = InstallResult['stopped'];

/** One run of the script: what stopped it, and what came of each update so far. */
interface Batch {
  readonly work: Work;
  readonly distributeOnly: boolean;
  readonly total: number;
  readonly outcomes: Outcome[];
  stopped: Stopped;
}

/** `MS_WUA_Install_Updates`: one update a call, in the given order; before each it asks whether to go on. */
export async function installUpdates(work: Work, input: unknown): Promise<InstallResult> {
  const { updates, distributeOnly } = installInput.parse(input);
  const batch: Batch = { work, distributeOnly, total: updates.length, outcomes: [], stopped: null };
  batch.stopped = firstBlocker(batch);
  const offers = await offersFor(batch);
  for (const { updateId: id } of updates) {
    batch.stopped ??= blocker(batch);
    batch.outcomes.push(batch.stopped === null ? await one(batch, id, offers.get(id)) : notStarted(id));
  }
  const restartRequired = restartPending(work.state);
  return {
    bootedAt: windowsMoment(work.state.bootedAt),
    updates: batch.outcomes,
    restartRequired,
    stopped: batch.stopped,
  };
}

async function offersFor({ work, total, stopped }: Batch): Promise<ReadonlyMap<string, PublishedUpdate>> {
  if (stopped !== null) return new Map();
  work.progress(0, total, 'search', null);
  await work.pause(work.durations.scan / 2);
  return new Map(missing(work.state, work.updates).map((update) => [update.updateId, update]));
}

function blocker({ work, distributeOnly }: Batch): Stopped {
  const why = stopReason(work);
  if (why !== null || distributeOnly) return why;
  if (work.installerBusy()) return 'busy';
  return work.state.conditions.restartPendingElsewhere ? 'restart-pending' : null;
}

function firstBlocker(batch: Batch): Stopped {
  const why = blocker(batch);
  if (why !== null || batch.distributeOnly) return why;
  return restartPending(batch.work.state) ? 'restart-pending' : null;
}

function outcome(updateId: string, what: Outcome['outcome'], resultCode: number | null): Outcome {
  return { updateId, outcome: what, why: null, resultCode, hresult: null, restartRequired: false };
}

function notStarted(id: string): Outcome {
  return outcome(id, 'not-started', null);
}

function failed(id: string, hresult: string): Outcome {
  return { ...outcome(id, 'failed', 4), hresult };
}

async function one(batch: Batch, id: string, update: PublishedUpdate | undefined): Promise<Outcome> {
  if (!update) return outcome(id, 'not-found', null);
  const notFetched = await download(batch, update);
  if (notFetched !== null) return failed(id, notFetched);
  if (batch.distributeOnly) return outcome(id, 'downloaded', 2);
  batch.stopped = blocker(batch);
  if (batch.stopped !== null) return notStarted(id);
  // What needs the computer for itself does not begin while another update waits for its restart.
  if (update.impact === 2 && restartPending(batch.work.state)) {
    batch.stopped = 'restart-pending';
    return { ...notStarted(id), hresult: '0x80240016' };
  }
  const installed = await batch.work.alone(() => install(batch, update));
  if (installed) return installed;
  batch.stopped = 'busy';
  return { ...notStarted(id), hresult: '0x80240009' };
}

async function download({ work, outcomes, total }: Batch, update: PublishedUpdate): Promise<string | null> {
  work.progress(outcomes.length, total, 'download', update.title);
  return await fetchUpdate(work, update, work.job.key);
}

async function install({ work, outcomes, total }: Batch, update: PublishedUpdate): Promise<Outcome> {
  work.progress(outcomes.length, total, 'install', update.title);
  const failure = await applyUpdate(work, update, work.job.key);
  if (failure !== null) return failed(update.updateId, failure);
  return { ...outcome(update.updateId, 'installed', 2), restartRequired: update.restarts };
}
