import type { Instant } from '../../../src/domain/ids.js';
import type { Clock } from '../../../src/ports/clock.js';

interface Timer {
  readonly at: Instant;
  readonly callback: () => void;
}

/** Virtual time without promises: whoever lets it pass is told of everything that happens meanwhile before it goes on. */
export class SteppedClock implements Clock {
  #now: Instant;
  #timers: Timer[] = [];

  constructor(now: Instant) {
    this.#now = now;
  }

  now(): Instant {
    return this.#now;
  }

  after(milliseconds: number, callback: () => void): () => void {
    const timer = { at: this.#now + Math.max(0, milliseconds), callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  }

  pass(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (let timer = this.#first(end); timer !== null; timer = this.#first(end)) {
      const due = timer;
      this.#timers = this.#timers.filter((one) => one !== due);
      this.#now = Math.max(this.#now, due.at);
      due.callback();
    }
    this.#now = end;
  }

  /** The first timer that is due by then; of those at one moment, the one that was set first. */
  #first(end: Instant): Timer | null {
    let first: Timer | null = null;
    for (const timer of this.#timers) if (timer.at <= end && (first === null || timer.at < first.at)) first = timer;
    return first;
  }
}
