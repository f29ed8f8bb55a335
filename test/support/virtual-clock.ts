import type { Clock } from '../../src/ports/clock.js';

interface Timer {
  at: number;
  readonly n: number;
  readonly callback: () => void;
}

/** A clock that tests own: time passes only in `advance`, timers fire in their order. */
export class VirtualClock implements Clock {
  #now: number;
  #count = 0;
  readonly #timers = new Set<Timer>();

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, callback: () => void): () => void {
    const timer = { at: this.#now + Math.max(0, milliseconds), n: this.#count++, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Somebody sets the machine's clock back; what waits for so many milliseconds waits no longer for it. */
  setBack(milliseconds: number): void {
    this.#now -= milliseconds;
    for (const timer of this.#timers) timer.at -= milliseconds;
  }

  /** Somebody sets it forward, or the machine stood still: what waits goes on waiting as long as before. */
  jump(milliseconds: number): void {
    this.setBack(-milliseconds);
  }

  /** Lets time pass, until `isOver` or until so many milliseconds have gone; says whether it was over. */
  async advance(milliseconds: number, isOver: () => boolean | Promise<boolean> = () => false): Promise<boolean> {
    const end = this.#now + milliseconds;
    for (;;) {
      await settled();
      if (await isOver()) return true;
      const timer = this.#next();
      if (timer === null || timer.at > end) break;
      this.#timers.delete(timer);
      this.#now = Math.max(this.#now, timer.at);
      timer.callback();
    }
    this.#now = end;
    return isOver();
  }

  #next(): Timer | null {
    const sorted = [...this.#timers].sort((a, b) => a.at - b.at || a.n - b.n);
    return sorted[0] ?? null;
  }
}

/** Everything that waits for nothing but other promises has gone on. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}
