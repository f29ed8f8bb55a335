import type { Instant } from '../domain/ids.js';
import type { Clock } from '../ports/clock.js';

/** Whether Slack can reach us, over any of the connections, and when it last said something. */
export class Pulse {
  readonly #clock: Pick<Clock, 'now'>;
  #connections = 0;
  #since: Instant;
  #heardAt: Instant | null = null;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
    this.#since = clock.now();
  }

  connected(): void {
    this.#connections += 1;
    if (this.#connections === 1) this.#since = this.#clock.now();
  }

  disconnected(): void {
    this.#connections -= 1;
    if (this.#connections === 0) this.#since = this.#clock.now();
  }

  heard(): void {
    this.#heardAt = this.#clock.now();
  }

  /** Since when it is so, and when something came last; null where nothing came yet. */
  now(): { readonly connected: boolean; readonly since: Instant; readonly heardAt: Instant | null } {
    return { connected: this.#connections > 0, since: this.#since, heardAt: this.#heardAt };
  }
}
