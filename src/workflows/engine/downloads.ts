import type { PatchbayFailure } from '../../domain/errors.js';
import { whatKeptBack } from '../../domain/outcomes.js';
import { NOT_OFFERED, WINDOW_CLOSED, whyItFailed } from '../../domain/reasons.js';
import { distributedRun, nextStepAfter } from '../../domain/verification.js';
import { keptBack } from './conclusion.js';
import { runWork } from './orders.js';
import type { Context } from './protocol.js';
import { ended, failedWith, type Held } from './record.js';
import { areInstallsOver } from './windows.js';

/** The end of a run that only downloads: nothing was installed, so nothing needs a proof. */
export function concludedDownloads(held: Held, context: Context): Held {
  const work = runWork(held);
  const settled: Held = { ...distributedRun(held, work, context.now), run: held.run };
  const failure = whyFailed(settled);
  if (failure !== null) return failedWith(settled, context.now, failure);
  const planned = work.updates.length;
  const left = planned - work.downloaded.length;
  if (left === 0) return ended(settled, context.now, 'Succeeded', downloadedText(held));
  if (held.run.stopRequested) return ended(settled, context.now, 'Stopped', downloadedText(held));
  if (areInstallsOver(held, context))
    return ended(settled, context.now, 'Stopped', `${downloadedText(held)}: ${WINDOW_CLOSED}`);
  const cause = work.heldBack ?? NOT_OFFERED;
  const notTried: PatchbayFailure = { code: 'PB522', details: { computer: held.id, left, planned, cause } };
  return failedWith(settled, context.now, keptBack(settled, left) ?? notTried);
}

function whyFailed(held: Held): PatchbayFailure | null {
  const work = runWork(held);
  const failed = work.outcomes
    .filter((outcome) => outcome.result === 'failed' && whatKeptBack(outcome) === null)
    .map((outcome) => outcome.updateId);
  const [first] = failed;
  if (first === undefined) return null;
  const cause = held.recommendations[first]?.reason ?? whyItFailed('download', null, null);
  const counts = { failed: failed.length, planned: work.updates.length };
  return { code: 'PB521', details: { computer: held.id, ...counts, cause, nextStep: nextStepAfter(work, failed) } };
}

export function downloadedText(held: Held): string {
  const { downloaded, updates } = runWork(held);
  return `${downloaded.length} of ${updates.length} downloaded`;
}
