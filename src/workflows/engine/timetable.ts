import type { ComputerId } from '../../domain/ids.js';
import type { Clock } from '../../ports/clock.js';

/** When each computer's turn is. One turn of a computer at a time; a call during a turn gives it one more. */
export class Timetable {
  readonly #clock: Clock;
  readonly #turn: (computer: ComputerId) => Promise<void>;
  readonly #timers = new Map<ComputerId, () => void>();
  readonly #inFlight = new Map<ComputerId, Promise<void>>();
  readonly #again = new Set<ComputerId>();
  /** Who is called before `open`. */
  #early: Set<ComputerId> | null = new Set();
  #draining = false;

  /** @param turn one step of one computer; must not reject */
  constructor(clock: Clock, turn: (computer: ComputerId) => Promise<void>) {
    this.#clock = clock;
    this.#turn = turn;
  }

  /** Turns begin now; who was called before has one at once. */
  open(): void {
    const early = this.#early ?? [];
    this.#early = null;
    for (const computer of early) this.call(computer);
  }

  /** Gives the computer its turn after so many milliseconds, in place of the one it waited for. */
  call(computer: ComputerId, inMs = 0): void {
    if (this.#draining) return;
    if (this.#early !== null) {
      this.#early.add(computer);
      return;
    }
    this.#timers.get(computer)?.();
    const cancel = this.#clock.after(Math.max(0, inMs), () => {
      this.#timers.delete(computer);
      this.#begin(computer);
    });
    this.#timers.set(computer, cancel);
  }

  /** Lets turns that have begun end, and begins none. */
  async drain(): Promise<void> {
    this.#draining = true;
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    await Promise.all(this.#inFlight.values());
  }

  #begin(computer: ComputerId): void {
    if (this.#draining) return;
    if (this.#inFlight.has(computer)) {
      this.#again.add(computer);
      return;
    }
    const turn = this.#turn(computer).finally(() => {
      this.#inFlight.delete(computer);
      if (this.#again.delete(computer)) this.call(computer);
    });
    this.#inFlight.set(computer, turn);
  }
}
