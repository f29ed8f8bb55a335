import type { SandboxClock } from '../time.js';
import type { Life } from './life.js';
import { type ComputerState, note } from './state.js';

interface Planning {
  readonly state: ComputerState;
  /** The computer's own clock. */
  now(): number;
}

interface Restarting {
  readonly life: Life;
  restart(): Promise<void>;
}

/** A restart that `shutdown /r /t` has planned, and that `shutdown /a` takes back. */
export class PlannedRestart {
  readonly #host: Planning;
  readonly #clock: SandboxClock;
  readonly #power: Restarting;
  /** Takes its timers back. */
  #forget: () => void = () => undefined;

  constructor(host: Planning, clock: SandboxClock, power: Restarting) {
    this.#host = host;
    this.#clock = clock;
    this.#power = power;
  }

  /**
   * False where one is planned already.
   * @param milliseconds from now
   */
  plan(milliseconds: number, key: string | null): boolean {
    const { state } = this.#host;
    if (state.restart) return false;
    state.restart = { at: this.#clock.now() + milliseconds, key };
    note(state, 'restart planned', this.#host.now(), key);
    this.resume();
    return true;
  }

  /** The one that is planned, if there is one, comes at its time, or is taken back before. */
  resume(): void {
    const { restart, conditions } = this.#host.state;
    if (!restart) return;
    const { life } = this.#power;
    const wait = Math.max(0, restart.at - this.#clock.now());
    const come = life.after(wait, () => void this.#power.restart());
    const abort = conditions.abortsRestarts ? life.after(wait / 2, () => this.abort()) : null;
    this.#forget = () => {
      come();
      abort?.();
    };
  }

  abort(): void {
    const { state } = this.#host;
    if (!state.restart) return;
    this.#forget();
    state.restart = null;
    note(state, 'restart aborted', this.#host.now(), null);
  }
}
