import {
  type ApproveResult,
  approveInput,
  type ListResult,
  type SyncResult,
} from '../../../src/windows/scripts/contract.js';
import { stopReason, type Work } from '../computer/work.js';
import type { Durations } from '../durations.js';
import type { Kept } from '../kept.js';
import type { SandboxClock } from '../time.js';
import { approvalFor, decide, type GroupTree } from './approvals.js';
import { listing, type WsusContents } from './listing.js';
import { isHere, type Order, published, refusalOf, type WsusState } from './state.js';
import { SYNC_CANCELED, SYNC_SUCCEEDED, syncCounts } from './sync.js';
import type { PublishedUpdate, UpdateService } from './update.js';

/** How many steps a synchronization tells of. */
const SYNC_STEPS = 5;

/** The pretend WSUS: catalogue, groups and approvals, in a file of its own on the host's disk. */
export class Wsus implements UpdateService {
  readonly #kept: Kept<WsusState>;
  readonly #contents: WsusContents;
  readonly #tree: GroupTree;
  readonly #clock: SandboxClock;
  readonly #durations: Durations;
  /** Whether the host is up: clients get no answer otherwise. */
  answers: () => boolean = () => true;

  constructor(kept: Kept<WsusState>, contents: WsusContents, clock: SandboxClock, durations: Durations) {
    this.#kept = kept;
    this.#contents = contents;
    this.#clock = clock;
    this.#durations = durations;
    this.#tree = new Map(contents.groups.map((group) => [group.id, group.parentId]));
    this.#cancelSync();
  }

  /** The true state, to look at. */
  get truth(): Readonly<WsusState> {
    return this.#kept.value;
  }

  /** All that synchronizations have brought, as it stands now; also what is declined or expired. */
  get updates(): readonly PublishedUpdate[] {
    const state = this.#kept.value;
    return this.#contents.updates.filter((update) => isHere(update, state)).map((update) => published(update, state));
  }

  /** Ends when what is known is on disk. */
  async close(): Promise<void> {
    await this.#kept.save();
  }

  offersTo(dnsName: string): readonly PublishedUpdate[] | null {
    if (!this.answers()) return null;
    const client = this.#contents.clients.find((each) => each.dnsName === dnsName.toLowerCase());
    if (!client) return [];
    const state = this.#kept.value;
    return this.#contents.updates
      .filter((update) => isHere(update, state) && refusalOf(update, state) === null)
      .filter((update) => {
        const approvals = state.approvals[update.updateId] ?? [];
        return approvalFor(approvals, client.groupIds, this.#tree, this.#clock.now()) === 'active';
      })
      .map((update) => published(update, state));
  }

  /** `Get-WsusUpdates`. */
  list(): ListResult {
    return listing(this.#contents, this.#kept.value, this.#clock.now());
  }

  /** `Approve-WsusUpdates`. */
  async approve(work: Work, input: unknown): Promise<ApproveResult> {
    const { orders } = approveInput.parse(input);
    const answers: ApproveResult['answers'] = [];
    for (const order of orders) {
      await work.pause(this.#durations.approve);
      const error = stopReason(work) ?? this.#take(order);
      answers.push({ updateId: order.updateId, groupId: order.groupId, ok: error === null, error });
      await this.#kept.save();
      work.progress(answers.length, orders.length, 'approve', null);
    }
    return { answers };
  }

  #take(order: Order): string | null {
    const state = this.#kept.value;
    const update = this.#contents.updates.find((each) => each.updateId === order.updateId && isHere(each, state));
    if (!update || order.revision < 1 || order.revision > published(update, state).revision) {
      return 'The specified item could not be found in the database.';
    }
    const refusal = refusalOf(update, state);
    if (refusal === 'declined') return 'the update is declined';
    if (refusal === 'expired' && order.action === 'install') return 'the update is expired';
    if (!this.#tree.has(order.groupId)) return 'The specified item could not be found in the database.';
    if (order.action === 'install' && update.needsLicence) state.licences[update.updateId] = true;
    decide(state.approvals, order, this.#clock.now(), this.#durations.approvalDownload);
    return null;
  }

  /** `Sync-Wsus`: the synchronization is the service's own; the script starts it and watches. */
  async synchronize(work: Work): Promise<SyncResult> {
    const state = this.#kept.value;
    if (state.syncingSince !== null) return syncAnswer('busy');
    const startedAt = this.#clock.now();
    state.syncingSince = startedAt;
    await this.#kept.save();
    try {
      await this.#watch(work);
    } catch (error) {
      this.#cancelSync();
      await this.#kept.save();
      throw error;
    }
    return await this.#finishSync(startedAt);
  }

  async #watch(work: Work): Promise<void> {
    const coming = this.#contents.updates.filter((update) => update.arrivesWith === this.#kept.value.syncs + 1).length;
    for (let step = 0; step < SYNC_STEPS; step += 1) {
      const phase = step < 2 ? 'Categories' : 'Updates';
      work.progress(step < 2 ? 0 : Math.round((coming * step) / SYNC_STEPS), step < 2 ? 0 : coming, phase, null);
      await work.pause(this.#durations.sync / SYNC_STEPS);
    }
  }

  async #finishSync(startedAt: number): Promise<SyncResult> {
    const state = this.#kept.value;
    state.syncs += 1;
    state.arrivals[state.syncs] = this.#clock.now();
    state.syncingSince = null;
    const counts = syncCounts(this.#contents.updates, state.syncs);
    state.lastSync = { startedAt, endedAt: this.#clock.now(), result: SYNC_SUCCEEDED, ...counts };
    await this.#kept.save();
    return syncAnswer('ended', state.lastSync);
  }

  /** A synchronization that nobody is left to end. */
  #cancelSync(): void {
    const state = this.#kept.value;
    if (state.syncingSince === null) return;
    const none = { newUpdates: 0, revisedUpdates: 0, expiredUpdates: 0 };
    state.lastSync = { startedAt: state.syncingSince, endedAt: this.#clock.now(), result: SYNC_CANCELED, ...none };
    state.syncingSince = null;
  }
}

function syncAnswer(outcome: SyncResult['outcome'], last: WsusState['lastSync'] = null): SyncResult {
  return {
    outcome,
    startedAt: last && new Date(last.startedAt).toISOString(),
    endedAt: last && new Date(last.endedAt).toISOString(),
    result: last?.result ?? 4,
    newUpdates: last?.newUpdates ?? 0,
    revisedUpdates: last?.revisedUpdates ?? 0,
    expiredUpdates: last?.expiredUpdates ?? 0,
    error: null,
  };
}
