import { asFailure, operatorText } from '../../domain/errors.js';
import type { Instant } from '../../domain/ids.js';
import type { Subject, Surface } from '../../domain/surface.js';
import type { Clock } from '../../ports/clock.js';
import type { Conversation } from '../../ports/conversation.js';
import type { Store } from '../../ports/store.js';
import type { Channels } from '../channels.js';
import type { Draw } from '../draw.js';
import type { Log } from '../log.js';
import { Delivery, type Outcome } from './delivery.js';
import { Entries, type Entry } from './entries.js';
import type { Messenger } from './messenger.js';
import { Pace, type Rates, SLACK_RATES } from './pace.js';
import type { Uploads } from './uploads.js';

export interface OutboxParts {
  readonly store: Pick<Store, 'surfaces' | 'tasks' | 'requests'>;
  readonly messenger: Messenger;
  readonly uploads: Uploads;
  readonly channels: Pick<Channels, 'demandInternal'>;
  readonly draw: Draw;
  readonly clock: Clock;
  readonly log: Log;
  readonly rates?: Rates;
}

const MAX_BACKOFF_MS = 60_000;
/** What changed just before a crash may not have been drawn. */
const REDRAW_MS = 24 * 3_600_000;

/**
 * Posts and edits every message of ours. It queues no edits: a message is dirty or it is not, and is drawn from the
 * present state when its turn comes, within Slack's rates. Survives a restart: see `start`.
 */
export class Outbox implements Conversation {
  readonly #parts: OutboxParts;
  readonly #delivery: Delivery;
  readonly #rates: Rates;
  readonly #pace: Pace;
  readonly #entries = new Entries();
  readonly #dirty = new Set<Entry>();
  readonly #inFlight = new Set<Promise<void>>();
  #running = false;
  #cancelTimer: (() => void) | null = null;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
    this.#rates = parts.rates ?? SLACK_RATES;
    this.#pace = new Pace(this.#rates);
    this.#delivery = new Delivery(parts);
  }

  async show(message: Parameters<Conversation['show']>[0]): Promise<void> {
    const { id, subject, conversation, person, threadOf = null, mustArrive = false, broadcast = false } = message;
    const createdAt = this.#parts.clock.now();
    const surface: Surface = {
      ...{ id, subject, conversation, person, threadOf, mustArrive, broadcast, createdAt },
      ...{ state: 'wanted', channel: null, ts: null, picture: null, error: null },
    };
    const stored = await this.#parts.store.surfaces.update(id, (value) => value ?? surface);
    if (this.#entries.has(id) || stored === null) return;
    this.#add(stored.value, stored.value.state !== 'posted');
  }

  changed(subject: Subject): void {
    this.#mark(subject, false);
  }

  /**
   * As `changed`, for what somebody has just clicked on: it goes first, with the edits that are kept for it.
   * @param only the conversation that it was clicked in, where the others need not be drawn yet
   */
  clicked(subject: Subject, only?: string): void {
    this.#mark(subject, true, only);
  }

  /**
   * Takes up where a former run ended: what was not posted is posted (what may have been is looked for first), and
   * cards of tasks that run, or ended lately, are drawn again.
   */
  async start(): Promise<void> {
    for (const id of await this.#parts.store.surfaces.ids()) await this.#takeUp(id);
    this.#running = true;
    this.#pump();
  }

  /** One message's damaged document must not keep the others from being taken up. */
  async #takeUp(id: string): Promise<void> {
    if (this.#entries.has(id)) return;
    try {
      const surface = (await this.#parts.store.surfaces.get(id))?.value;
      if (surface === undefined || surface.state === 'failed') return;
      this.#add(surface, surface.state !== 'posted' || (await this.#mayBeOutdated(surface)));
    } catch (thrown) {
      this.#parts.log.error({ surface: id, cause: operatorText(asFailure(thrown)) }, 'message not taken up');
    }
  }

  /** Starts nothing further and waits for what is on its way. What is dirty is drawn after the next start. */
  async stop(): Promise<void> {
    this.#running = false;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    await Promise.all(this.#inFlight);
  }

  /** How many messages are still to be posted or drawn again. */
  get waiting(): number {
    return this.#dirty.size;
  }

  async #mayBeOutdated(surface: Surface): Promise<boolean> {
    const since = this.#parts.clock.now() - REDRAW_MS;
    if (surface.subject.kind === 'request')
      return surface.createdAt > since || this.#mayHaveMoved(surface.subject, since);
    if (!('taskId' in surface.subject)) return false;
    const task = (await this.#parts.store.tasks.get(surface.subject.taskId))?.value;
    return task !== undefined && (task.endedAt === null || task.endedAt > since);
  }

  /** Whether a request for approval waits, or was over only lately. */
  async #mayHaveMoved({ requestId }: Extract<Subject, { kind: 'request' }>, since: Instant): Promise<boolean> {
    const approval = (await this.#parts.store.requests.get(requestId))?.value.approval ?? null;
    return approval !== null && (approval.ended === null || approval.ended.at > since);
  }

  #add(surface: Surface, dirty: boolean): void {
    const entry = this.#entries.add(surface, dirty);
    if (dirty) this.#dirty.add(entry);
    this.#pump();
  }

  #mark(subject: Subject, clicked: boolean, only?: string): void {
    for (const entry of this.#entries.showing(subject)) {
      if (only !== undefined && entry.conversation !== only) continue;
      entry.dirty = true;
      entry.clicked ||= clicked;
      this.#dirty.add(entry);
    }
    this.#pump();
  }

  /** Starts all that may go now, and sets one timer for the next. */
  #pump(): void {
    if (!this.#running) return;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    const now = this.#parts.clock.now();
    const waits: number[] = [];
    for (const entry of this.#inOrder()) {
      const wait = this.#wait(entry, now);
      if (wait === 0) this.#begin(entry, now);
      else if (wait !== null) waits.push(wait);
    }
    if (waits.length > 0) this.#cancelTimer = this.#parts.clock.after(Math.min(...waits), () => this.#pump());
  }

  /** Clicks first, then new messages, then edits. */
  #inOrder(): readonly Entry[] {
    const rank = (entry: Entry) => (entry.clicked ? 0 : entry.posted ? 2 : 1);
    return [...this.#dirty].sort((a, b) => rank(a) - rank(b));
  }

  /** Milliseconds to wait; null where something else has to happen first. */
  #wait(entry: Entry, now: Instant): number | null {
    if (entry.busy || (!entry.posted && !this.#threadIsThere(entry))) return null;
    const clicked = entry.clicked && entry.attempts === 0;
    // Nothing waits longer by itself: after that the clock was set back.
    const own = clicked ? 0 : Math.min(entry.notBefore - now, MAX_BACKOFF_MS);
    const paced = entry.posted
      ? this.#pace.waitToEdit(entry.clicked, now)
      : this.#pace.waitToPost(entry.conversation, now);
    return Math.max(0, own, paced);
  }

  /** A message without its thread's root waits for it; where the root cannot be posted, delivery says so. */
  #threadIsThere(entry: Entry): boolean {
    const root = entry.threadOf === null ? undefined : this.#entries.get(entry.threadOf);
    return root === undefined || root.posted;
  }

  #begin(entry: Entry, now: Instant): void {
    entry.busy = true;
    entry.dirty = false;
    this.#dirty.delete(entry);
    const work = this.#deliver(entry, this.#counted(entry, now)).finally(() => {
      this.#inFlight.delete(work);
      entry.busy = false;
      if (entry.dirty) this.#dirty.add(entry);
      this.#pump();
    });
    this.#inFlight.add(work);
  }

  /** Counts what is about to go; the returned function takes it back. */
  #counted(entry: Entry, now: Instant): () => void {
    if (entry.posted) return this.#pace.edited(entry.clicked, now);
    this.#pace.posted(entry.conversation, now);
    return () => undefined;
  }

  async #deliver(entry: Entry, takeBack: () => void): Promise<void> {
    const outcome = await this.#delivery.deliver(entry.id, entry.drawn);
    if (outcome.kind === 'unchanged') takeBack();
    this.#settle(entry, outcome);
  }

  #settle(entry: Entry, outcome: Outcome): void {
    const now = this.#parts.clock.now();
    switch (outcome.kind) {
      case 'sent':
        entry.posted = true;
        entry.drawn = outcome.drawn;
        this.#rest(entry, now + this.#rates.editIntervalMs);
        return;
      case 'unchanged':
        this.#rest(entry, now);
        return;
      case 'slow-down':
        this.#pace.block(entry.posted ? 'edits' : { conversation: entry.conversation }, now, outcome.afterMs);
        entry.dirty = true;
        return;
      case 'again':
        entry.attempts++;
        entry.notBefore = now + Math.min(MAX_BACKOFF_MS, 500 * 2 ** Math.min(entry.attempts, 10));
        entry.dirty = true;
        return;
      case 'over':
        entry.dirty = false;
        this.#entries.remove(entry);
    }
  }

  #rest(entry: Entry, notBefore: Instant): void {
    entry.attempts = 0;
    entry.notBefore = notBefore;
    entry.clicked = entry.dirty && entry.clicked;
  }
}
