import type { PublishedUpdate } from './update.js';

/** ISynchronizationInfo.Result. */
export const SYNC_SUCCEEDED = 1;
export const SYNC_CANCELED = 3;

/** What the n-th synchronization brought. */
export function syncCounts(
  updates: readonly PublishedUpdate[],
  sync: number,
): { newUpdates: number; revisedUpdates: number; expiredUpdates: number } {
  return {
    newUpdates: updates.filter((update) => update.arrivesWith === sync).length,
    revisedUpdates: updates.filter((update) => update.revisedWith === sync).length,
    expiredUpdates: updates.filter((update) => update.expiresWith === sync).length,
  };
}
