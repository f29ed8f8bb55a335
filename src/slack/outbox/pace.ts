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
  editsPerMinute: 50,
  editsKeptForClicks: 10,
  editIntervalMs: 2000,
};

const MINUTE = 60_000;

/** Counts what was sent, and says how long the next has to wait. It holds no timer. */
export class Pace {
  readonly #rates: Rates;
  readonly #posts = new Map<string, Instant>();
  readonly #blocked = new Map<string, Instant>();
  #edits: Instant[] = [];

  constructor(rates: Rates) {
    this.#rates = rates;
  }

  /** Milliseconds until a post to this conversation may go. */
  waitToPost(conversation: string, now: Instant): number {
    const last = this.#posts.get(conversation);
    const own = last === undefined ? 0 : last + this.#rates.postIntervalMs - now;
    return Math.max(0, own, this.#blockedFor(conversation, now));
  }

  /** Milliseconds until an edit may go; what was clicked on may use what is kept for it. */
  waitToEdit(clicked: boolean, now: Instant): number {
    this.#edits = this.#edits.filter((at) => at > now - MINUTE);
    const allowed = this.#rates.editsPerMinute - (clicked ? 0 : this.#rates.editsKeptForClicks);
    const freed = this.#edits[this.#edits.length - allowed];
    const own = this.#edits.length < allowed || freed === undefined ? 0 : freed + MINUTE - now;
    return Math.max(0, own, this.#blockedFor(EDITS, now));
  }

  posted(conversation: string, now: Instant): void {
    for (const [key, at] of this.#posts) if (at < now - MINUTE) this.#posts.delete(key);
    this.#posts.set(conversation, now);
  }

  edited(now: Instant): void {
    this.#edits.push(now);
  }

  /** The edit turned out to change nothing and was not sent. */
  takeBackEdit(): void {
    this.#edits.pop();
  }

  /** Slack asked to wait: only this conversation's posts, or all edits, since those are counted together. */
  block(what: { readonly conversation: string } | 'edits', until: Instant): void {
    this.#blocked.set(what === 'edits' ? EDITS : what.conversation, until);
  }

  #blockedFor(key: string, now: Instant): number {
    return (this.#blocked.get(key) ?? now) - now;
  }
}

const EDITS = 'edits';
