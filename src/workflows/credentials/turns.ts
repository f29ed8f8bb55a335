import { type Credential, canaryOf, mostAtOnce } from '../../domain/credential.js';
import type { ComputerId } from '../../domain/ids.js';
import type { Clock } from '../../ports/clock.js';

/** A computer that waits for its turn to log on. */
interface Waiting {
  readonly computerId: ComputerId;
  readonly go: () => void;
  readonly refuse: (why: unknown) => void;
}

export interface TurnTimes {
  /** How long a canary that nobody knows waits for one that accepted before. */
  readonly graceMs: number;
  /** After this a logon without an answer keeps nobody waiting any more. */
  readonly stallMs: number;
}

/** Who logs on with one account now, and who waits. In memory only. */
export class Turns {
  readonly #clock: Clock;
  readonly #times: TurnTimes;
  readonly #standing: () => Credential;
  readonly #out = new Map<ComputerId, () => void>();
  #waiting: readonly Waiting[] = [];
  #cancelGrace: (() => void) | null = null;
  #isGraceOver = false;
  #isHeld = false;

  constructor(clock: Clock, times: TurnTimes, standing: () => Credential) {
    this.#clock = clock;
    this.#times = times;
    this.#standing = standing;
  }

  wait(computerId: ComputerId, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (): void => this.#leave(one, signal?.reason);
      const go = (): void => {
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const one: Waiting = { computerId, go, refuse: reject };
      this.#waiting = [...this.#waiting, one];
      signal?.addEventListener('abort', end, { once: true });
      this.letIn();
    });
  }

  /** The logon has its answer, or gets none. */
  ended(computer: ComputerId): void {
    this.#out.get(computer)?.();
    this.#out.delete(computer);
    this.letIn();
  }

  /** Nobody goes while it is worked out what an answer means. */
  async held(work: () => Promise<void>): Promise<void> {
    this.#isHeld = true;
    try {
      await work();
    } finally {
      this.#isHeld = false;
      this.letIn();
    }
  }

  /** Sends away whoever waits and may not go any more. */
  refuse(why: (computer: ComputerId) => unknown): void {
    for (const one of this.#waiting) {
      const reason = why(one.computerId);
      if (reason !== null) this.#leave(one, reason);
    }
  }

  letIn(): void {
    while (!this.#isHeld && this.#waiting.length > 0 && this.#out.size < mostAtOnce(this.#standing())) {
      const next = this.#next();
      if (next === null) {
        this.#awaitProven();
        return;
      }
      this.#waiting = this.#waiting.filter((one) => one !== next);
      this.#out.get(next.computerId)?.();
      this.#out.set(
        next.computerId,
        this.#clock.after(this.#times.stallMs, () => this.ended(next.computerId)),
      );
      next.go();
    }
    if (this.#waiting.length === 0) this.#forgetGrace();
  }

  #next(): Waiting | null {
    const credential = this.#standing();
    if (credential.standing === 'open') return this.#waiting[0] ?? null;
    return canaryOf(credential, this.#waiting, this.#isGraceOver);
  }

  #awaitProven(): void {
    this.#cancelGrace ??= this.#clock.after(this.#times.graceMs, () => {
      this.#isGraceOver = true;
      this.letIn();
    });
  }

  #forgetGrace(): void {
    this.#cancelGrace?.();
    this.#cancelGrace = null;
    this.#isGraceOver = false;
  }

  #leave(one: Waiting, reason: unknown): void {
    this.#waiting = this.#waiting.filter((other) => other !== one);
    one.refuse(reason);
  }
}
