import type { Clock } from '../ports/clock.js';

/** Work that was acknowledged and has not ended: a stop waits for it. */
export class InFlight {
  readonly #work = new Set<Promise<void>>();

  track(work: Promise<void>): Promise<void> {
    const tracked = work.finally(() => this.#work.delete(tracked));
    this.#work.add(tracked);
    return tracked;
  }

  /** Ends when nothing is in flight, or after the limit. Says how much was still in flight then. */
  async drain(clock: Clock, limitMs: number): Promise<number> {
    if (this.#work.size === 0) return 0;
    await new Promise<void>((resolve) => {
      const cancel = clock.after(limitMs, resolve);
      void Promise.allSettled([...this.#work]).then(() => {
        cancel();
        resolve();
      });
    });
    return this.#work.size;
  }
}
