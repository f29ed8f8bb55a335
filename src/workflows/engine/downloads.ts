import { distributedRun } from '../../domain/verification.js';
import { runWork } from './legs.js';
import type { Context } from './protocol.js';
import { ended, failedWith, type Held } from './record.js';

/** The end of a run that only downloads: nothing was installed, so nothing needs a proof. */
export function concludedDownloads(held: Held, context: Context): Held {
  const work = runWork(held);
  const settled: Held = { ...distributedRun(held, work, context.now), run: held.run };
  const failed = work.outcomes.filter((outcome) => outcome.result === 'failed').length;
  const planned = work.updates.length;
  if (failed > 0)
    return failedWith(settled, context.now, { code: 'PB521', details: { computer: held.id, failed, planned } });
  const left = planned - work.downloaded.length;
  if (left === 0) return ended(settled, context.now, 'Succeeded', downloadedText(held));
  if (held.run.stopRequested) return ended(settled, context.now, 'Stopped', downloadedText(held));
  const cause = work.heldBack ?? 'Windows did not offer them';
  return failedWith(settled, context.now, { code: 'PB522', details: { computer: held.id, left, planned, cause } });
}

export function downloadedText(held: Held): string {
  const { downloaded, updates } = runWork(held);
  return `${downloaded.length} of ${updates.length} downloaded`;
}
