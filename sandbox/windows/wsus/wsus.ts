import {
  type ApproveResult,
  approveInput,
  type HealthResult,
  type ListResult,
  type SyncResult,
} from '../../../src/windows/scripts/contract.js';
import { nextMonth, withReleases } from '../catalogue/patch-tuesday.js';
import { ScriptError } from '../computer/script-error.js';
import { stopReason, type Work } from '../computer/work.js';
import type { Durations } from '../durations.js';
import type { Kept } from '../kept.js';
import type { SandboxClock } from '../time.js';
import { approvalFor, deadlineOf, type GroupTree } from './approvals.js';
import { healthOf } from './health.js';
import { listing, type WsusContents } from './listing.js';
import { carryOut } from './orders.js';
import { isHere, isOffered, published, type WsusSettings, type WsusState } from './state.js';
import { Syncing } from './syncing.js';
import type { PublishedUpdate, UpdateService } from './update.js';

const TIMED_OUT = 'Timeout expired.  The timeout period elapsed prior to completion of the operation.';

/** The pretend WSUS: catalogue, groups and approvals, in a file of its own on the host's disk. */
export class Wsus implements UpdateService {
  readonly #kept: Kept<WsusState>;
  readonly #contents: WsusContents;
  readonly #tree: GroupTree;
  readonly #clock: SandboxClock;
  readonly #durations: Durations;
  readonly #syncing: Syncing;
  /** All that Microsoft has published by now. */
  #catalogue: readonly PublishedUpdate[] = [];
  readonly #replacements = new Map<string, readonly string[]>();
  /** Whether the host is up: clients get no answer otherwise. */
  answers: () => boolean = () => true;

  constructor(kept: Kept<WsusState>, contents: WsusContents, clock: SandboxClock, durations: Durations) {
    this.#kept = kept;
    this.#contents = contents;
    this.#clock = clock;
    this.#durations = durations;
    this.#tree = new Map(contents.groups.map((group) => [group.id, group.parentId]));
    this.#readCatalogue();
    this.#syncing = new Syncing({ kept, clock, catalogue: () => this.#catalogue, syncMs: durations.sync });
  }

  #readCatalogue(): void {
    this.#catalogue = withReleases(this.#contents.updates, this.#kept.value.releases);
    const next = new Map(this.#catalogue.map((update) => [update.updateId, update.supersededBy]));
    for (const { updateId } of this.#catalogue) {
      const chain: string[] = [];
      for (let by = next.get(updateId) ?? null; by !== null; by = next.get(by) ?? null) chain.push(by);
      this.#replacements.set(updateId, chain);
    }
  }

  /** Microsoft publishes its next month: the next synchronization brings it. Gives the month and how many updates. */
  async publishNextMonth(): Promise<{ readonly month: string; readonly updates: number }> {
    const state = this.#kept.value;
    const before = this.#catalogue.length;
    // One that runs already has asked Microsoft before this.
    const arrivesWith = state.syncs + (state.syncingSince === null ? 1 : 2);
    const month = nextMonth(state.releases);
    state.releases.push({ month, arrivesWith });
    this.#readCatalogue();
    await this.#kept.save();
    return { month, updates: this.#catalogue.length - before };
  }

  replacementsOf(updateId: string): readonly string[] {
    return this.#replacements.get(updateId) ?? [];
  }

  get hasDeadlines(): boolean {
    return Object.values(this.#kept.value.approvals).some((list) => list.some(({ deadline }) => deadline !== null));
  }

  overdueFor(dnsName: string): ReadonlySet<string> {
    const isOver = (updateId: string): boolean => {
      const deadline = this.deadlineFor(dnsName, updateId);
      return deadline !== null && Date.parse(deadline) <= this.#clock.now();
    };
    return new Set(Object.keys(this.#kept.value.approvals).filter(isOver));
  }

  deadlineFor(dnsName: string, updateId: string): string | null {
    const approvals = this.#kept.value.approvals[updateId] ?? [];
    if (approvals.every(({ deadline }) => deadline === null)) return null;
    return deadlineOf(approvals, this.#groupsOf(dnsName), this.#tree);
  }

  serves(url: string): boolean {
    const { dnsName } = this.#contents;
    const host = URL.canParse(url) ? new URL(url).hostname : '';
    return host === dnsName || host === dnsName.split('.')[0];
  }

  #groupsOf(dnsName: string): readonly string[] {
    return this.#contents.clients.find((each) => each.dnsName === dnsName.toLowerCase())?.groupIds ?? [];
  }

  /** The true state, to look at. */
  get truth(): Readonly<WsusState> {
    return this.#kept.value;
  }

  /** All that synchronizations have brought, as it stands now; also what is declined or expired. */
  get updates(): readonly PublishedUpdate[] {
    const state = this.#kept.value;
    return this.#catalogue.filter((update) => isHere(update, state)).map((update) => published(update, state));
  }

  /** Ends when what is known is on disk. */
  async close(): Promise<void> {
    await this.#kept.save();
  }

  offersTo(dnsName: string): readonly PublishedUpdate[] | null {
    return this.#approvedFor(dnsName, 'install');
  }

  withdrawnFor(dnsName: string): readonly PublishedUpdate[] | null {
    return this.#approvedFor(dnsName, 'uninstall');
  }

  reportedBy(dnsName: string): void {
    if (this.answers()) this.#kept.value.reports[dnsName.toLowerCase()] = this.#clock.now();
  }

  revise(updateId: string): void {
    const { revisions } = this.#kept.value;
    revisions[updateId] = (revisions[updateId] ?? 0) + 1;
  }

  #approvedFor(dnsName: string, action: 'install' | 'uninstall'): readonly PublishedUpdate[] | null {
    if (!this.answers()) return null;
    const groupIds = this.#groupsOf(dnsName);
    const state = this.#kept.value;
    return this.#catalogue
      .filter((update) => isHere(update, state) && isOffered(update, action, state))
      .filter((update) => {
        const approvals = state.approvals[update.updateId] ?? [];
        return approvalFor(approvals, groupIds, this.#tree, this.#clock.now(), action) === 'active';
      })
      .map((update) => published(update, state));
  }

  /** Sets it up in another way, or breaks it. */
  async set(settings: Partial<WsusSettings>): Promise<void> {
    this.#kept.value.settings = { ...this.#kept.value.settings, ...settings };
    await this.#kept.save();
  }

  /** An update is superseded, declined and cleaned up, as if it had never been: clients are offered it no more. */
  async remove(updateId: string): Promise<void> {
    const state = this.#kept.value;
    state.vanished[updateId] = true;
    delete state.approvals[updateId];
    await this.#kept.save();
  }

  /** `Get-WsusHealth`. */
  health(input: unknown, osBuild: string): HealthResult {
    return healthOf({ list: () => this.list(), state: this.#kept.value, now: this.#clock.now(), osBuild }, input);
  }

  /** `Get-WsusUpdates`. */
  list(): ListResult {
    if (this.#kept.value.settings.timesOut) throw new ScriptError(TIMED_OUT, '0x80131904');
    return listing({ ...this.#contents, updates: this.#catalogue }, this.#kept.value, this.#clock.now());
  }

  /** `Approve-WsusUpdates`. */
  async approve(work: Work, input: unknown): Promise<ApproveResult> {
    const { orders } = approveInput.parse(input);
    const rules = {
      state: this.#kept.value,
      catalogue: this.#catalogue,
      tree: this.#tree,
      now: () => this.#clock.now(),
      downloadMs: this.#durations.approvalDownload,
    };
    const answers: ApproveResult['answers'] = [];
    for (const order of orders) {
      await work.pause(this.#durations.approve);
      const error = stopReason(work) ?? carryOut(order, rules);
      answers.push({ updateId: order.updateId, groupId: order.groupId, ok: error === null, error });
      await this.#kept.save();
      work.progress(answers.length, orders.length, 'approve', null);
    }
    return { answers };
  }

  /** `Sync-Wsus`. */
  synchronize(work: Work): Promise<SyncResult> {
    return this.#syncing.synchronize(work);
  }
}
