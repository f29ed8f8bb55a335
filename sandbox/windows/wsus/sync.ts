import type { SyncResult } from '../../../src/windows/scripts/contract.js';
import type { WsusSettings, WsusState } from './state.js';
import type { PublishedUpdate } from './update.js';

/** ISynchronizationInfo.Result. */
const SYNC_SUCCEEDED = 1;
const SYNC_FAILED = 2;
export const SYNC_CANCELED = 3;

type LastSync = NonNullable<WsusState['lastSync']>;
type Counts = Pick<LastSync, 'newUpdates' | 'revisedUpdates' | 'expiredUpdates'>;
interface Ending {
  readonly result: number;
  readonly error: string | null;
}

export const NOTHING: Counts = { newUpdates: 0, revisedUpdates: 0, expiredUpdates: 0 };

/** What the n-th synchronization brought. */
export function syncCounts(updates: readonly PublishedUpdate[], sync: number): Counts {
  return {
    newUpdates: updates.filter((update) => update.arrivesWith === sync).length,
    revisedUpdates: updates.filter((update) => update.revisedWith === sync).length,
    expiredUpdates: updates.filter((update) => update.expiresWith === sync).length,
  };
}

/** How a synchronization ends that does not succeed; null where it does. */
export function endingOf(sync: WsusSettings['sync']): Ending | null {
  if (sync === 'fails') return { result: SYNC_FAILED, error: 'WebException: The remote name could not be resolved' };
  return sync === 'cancelled' ? { result: SYNC_CANCELED, error: null } : null;
}

export function lastSyncOf(
  times: Pick<LastSync, 'startedAt' | 'endedAt'>,
  counts: Counts,
  ending: Ending | null,
): LastSync {
  return { ...times, ...counts, ...(ending ?? { result: SYNC_SUCCEEDED, error: null }) };
}

export function answerAbout(outcome: SyncResult['outcome'], last: LastSync | null = null): SyncResult {
  const { newUpdates, revisedUpdates, expiredUpdates } = last ?? NOTHING;
  return {
    outcome,
    startedAt: last && new Date(last.startedAt).toISOString(),
    endedAt: last && new Date(last.endedAt).toISOString(),
    result: last?.result ?? 4,
    ...{ newUpdates, revisedUpdates, expiredUpdates, error: last?.error ?? null },
  };
}
