import type { SyncResult } from '../../../src/windows/scripts/contract.js';
import type { Work } from '../computer/work.js';
import type { Kept } from '../kept.js';
import type { SandboxClock } from '../time.js';
import type { WsusState } from './state.js';
import { answerAbout, endingOf, lastSyncOf, NOTHING, SYNC_CANCELED, syncCounts } from './sync.js';
import type { PublishedUpdate } from './update.js';

/** How many steps a synchronization tells of. */
const SYNC_STEPS = 5;

interface SyncingParts {
  readonly kept: Kept<WsusState>;
  /** All that Microsoft has published by now. */
  readonly catalogue: () => readonly PublishedUpdate[];
  readonly clock: SandboxClock;
  /** How long one takes, in milliseconds. */
  readonly syncMs: number;
}

/** WSUS asks Microsoft: the synchronization is the service's own; the script starts it and watches. */
export class Syncing {
  readonly #parts: SyncingParts;

  constructor(parts: SyncingParts) {
    this.#parts = parts;
    this.#cancel();
  }

  /** `Sync-Wsus`. */
  async synchronize(work: Work): Promise<SyncResult> {
    const state = this.#parts.kept.value;
    const { sync } = state.settings;
    if (state.syncingSince !== null || sync === 'busy') return answerAbout('busy');
    const startedAt = this.#parts.clock.now();
    state.syncingSince = startedAt;
    await this.#parts.kept.save();
    try {
      await this.#watch(work);
    } catch (error) {
      this.#cancel();
      await this.#parts.kept.save();
      throw error;
    }
    return await this.#finish(startedAt);
  }

  async #watch(work: Work): Promise<void> {
    const coming = this.#parts
      .catalogue()
      .filter((update) => update.arrivesWith === this.#parts.kept.value.syncs + 1).length;
    for (let step = 0; step < SYNC_STEPS; step += 1) {
      const phase = step < 2 ? 'Categories' : 'Updates';
      work.progress(step < 2 ? 0 : Math.round((coming * step) / SYNC_STEPS), step < 2 ? 0 : coming, phase, null);
      await work.pause((this.#parts.syncMs * (this.#parts.kept.value.settings.sync === 'slow' ? 10 : 1)) / SYNC_STEPS);
    }
  }

  async #finish(startedAt: number): Promise<SyncResult> {
    const state = this.#parts.kept.value;
    const ending = endingOf(state.settings.sync);
    const times = { startedAt, endedAt: this.#parts.clock.now() };
    state.syncingSince = null;
    if (ending === null) {
      state.syncs += 1;
      state.arrivals[state.syncs] = times.endedAt;
    }
    const counts = ending === null ? syncCounts(this.#parts.catalogue(), state.syncs) : NOTHING;
    state.lastSync = lastSyncOf(times, counts, ending);
    await this.#parts.kept.save();
    return answerAbout('ended', state.lastSync);
  }

  /** A synchronization that nobody is left to end. */
  #cancel(): void {
    const state = this.#parts.kept.value;
    if (state.syncingSince === null) return;
    const times = { startedAt: state.syncingSince, endedAt: this.#parts.clock.now() };
    state.lastSync = lastSyncOf(times, NOTHING, { result: SYNC_CANCELED, error: null });
    state.syncingSince = null;
  }
}
