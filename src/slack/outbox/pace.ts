import type { Instant } from '../../domain/ids.js';

/** What Slack allows. Source: https://docs.slack.dev/apis/web-api/rate-limits */
export interface Rates {
  /** Between two posts to one conversation. */
  readonly postIntervalMs: number;
  /** chat.update, in one minute, for the whole workspace. */
  readonly editsPerMinute: number;
  /** Of these, kept for what somebody has just clicked on. */
  readonly editsKeptForClicks: number;
  /** Between two edits of one message that nobody clicked on: people cannot read faster. */
  readonly editIntervalMs: number;
}

export const SLACK_RATES: Rates = {
  postIntervalMs: 1000,
  // Slack says 50+; two less, since our minute and Slack's are not the same.
  editsPerMinute: 48,
  editsKeptForClicks: 10,
  editIntervalMs: 2000,
};

const MINUTE = 60_000;

/**
 * Allowance that fills up evenly: a quarter of a minute's worth may go at once, the rest is spread over the minute. So
 * a burst never leaves the last edit of a task waiting for the rest of a minute.
 */
class Allowance {
  readonly #most: number;
  readonly #perMs: number;
  #left: number;
  #at: Instant | null = null;

  constructor(perMinute: number) {
    this.#most = Math.max(1, perMinute / 4);
    this.#perMs = Math.max(perMinute - this.#most, 1) / MINUTE;
    this.#left = this.#most;
  }

  /** Milliseconds until one may go. */
  wait(now: Instant): number {
    this.#fill(now);
    return this.#left >= 1 ? 0 : Math.ceil((1 - this.#left) / this.#perMs);
  }

  take(now: Instant): void {
    this.#fill(now);
    this.#left -= 1;
  }

  giveBack(): void {
    this.#left = Math.min(this.#most, this.#left + 1);
  }

  #fill(now: Instant): void {
    const passed = Math.max(0, now - (this.#at ?? now));
    this.#left = Math.min(this.#most, this.#left + passed * this.#perMs);
    this.#at = now;
  }
}

/** Counts what was sent, and says how long the next has to wait. It holds no timer. */
export class Pace {
  readonly #rates: Rates;
  readonly #posts = new Map<string, Instant>();
  readonly #blocked = new Map<string, { readonly from: Instant; readonly until: Instant }>();
  readonly #edits: Allowance;
  readonly #clicks: Allowance;

  constructor(rates: Rates) {
    this.#rates = rates;
    this.#edits = new Allowance(rates.editsPerMinute - rates.editsKeptForClicks);
    this.#clicks = new Allowance(rates.editsKeptForClicks);
  }

  /** Milliseconds until a post to this conversation may go. */
  waitToPost(conversation: string, now: Instant): number {
    const last = this.#posts.get(conversation);
    // What was posted later than now was posted before the clock was set back.
    const own = last === undefined || last > now ? 0 : last + this.#rates.postIntervalMs - now;
    return Math.max(0, own, this.#blockedFor(conversation, now));
  }

  /** Milliseconds until an edit may go; what was clicked on may use what is kept for it. */
  waitToEdit(clicked: boolean, now: Instant): number {
    const common = this.#edits.wait(now);
    const own = clicked ? Math.min(common, this.#clicks.wait(now)) : common;
    return Math.max(own, this.#blockedFor(EDITS, now));
  }

  posted(conversation: string, now: Instant): void {
    for (const [key, at] of this.#posts) if (at < now - MINUTE) this.#posts.delete(key);
    this.#posts.set(conversation, now);
  }

  /** An edit goes; gives back what it took, for when it turns out to change nothing. */
  edited(clicked: boolean, now: Instant): () => void {
    const kept = clicked && this.#edits.wait(now) > 0;
    const allowance = kept ? this.#clicks : this.#edits;
    allowance.take(now);
    return () => allowance.giveBack();
  }

  /** Slack asked to wait: only this conversation's posts, or all edits, since those are counted together. */
  block(what: { readonly conversation: string } | 'edits', from: Instant, afterMs: number): void {
    this.#blocked.set(what === 'edits' ? EDITS : what.conversation, { from, until: from + afterMs });
  }

  #blockedFor(key: string, now: Instant): number {
    const block = this.#blocked.get(key);
    return block === undefined || block.from > now ? 0 : block.until - now;
  }
}

const EDITS = 'edits';
