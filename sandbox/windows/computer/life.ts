import type { SandboxClock } from '../time.js';
import { PowerLost } from './script-error.js';

/** The time from one boot to the next going down. What waits in it ends with it. */
export class Life {
  readonly #clock: SandboxClock;
  readonly #endings = new Set<() => void>();
  #over = false;

  constructor(clock: SandboxClock) {
    this.#clock = clock;
  }

  get over(): boolean {
    return this.#over;
  }

  /** Rejects with PowerLost where the life ends first. */
  pause(milliseconds: number): Promise<void> {
    if (this.#over) return Promise.reject(new PowerLost());
    return new Promise((resolve, reject) => {
      const cancel = this.after(milliseconds, resolve, () => reject(new PowerLost()));
      if (this.#over) cancel();
    });
  }

  /** Calls back once, unless the life ends first; the returned function takes it back. */
  after(milliseconds: number, callback: () => void, ended: () => void = () => undefined): () => void {
    const ending = (): void => {
      cancel();
      ended();
    };
    const cancelTimer = this.#clock.after(milliseconds, () => {
      this.#endings.delete(ending);
      callback();
    });
    const cancel = (): void => {
      cancelTimer();
      this.#endings.delete(ending);
    };
    this.#endings.add(ending);
    return cancel;
  }

  end(): void {
    this.#over = true;
    for (const ending of [...this.#endings]) ending();
  }
}
