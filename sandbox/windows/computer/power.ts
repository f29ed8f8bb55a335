import type { Durations } from '../durations.js';
import type { SandboxClock } from '../time.js';
import { logOff, tellUsers } from './desktop.js';
import { Life } from './life.js';
import type { Otherwise } from './network.js';
import { PlannedRestart } from './planned-restart.js';
import { finishUpdates } from './servicing.js';
import { type ComputerState, note } from './state.js';

/** What power needs of the computer that it drives. */
export interface Powered {
  readonly state: ComputerState;
  /** The computer's own clock. */
  now(): number;
  save(): Promise<void>;
  /** Its WinRM ports, where nothing keeps them closed. */
  listen(otherwise?: Otherwise): Promise<void>;
  silence(): Promise<void>;
  interruptJobs(): void;
}

/** How a computer goes down and comes up: planned restarts, what holds it on the way, and servicing after it. */
export class Power {
  readonly #host: Powered;
  readonly #clock: SandboxClock;
  readonly #durations: Durations;
  readonly planned: PlannedRestart;
  #life: Life;

  constructor(host: Powered, clock: SandboxClock, durations: Durations) {
    this.#host = host;
    this.#clock = clock;
    this.#durations = durations;
    this.#life = new Life(clock);
    this.planned = new PlannedRestart(host, clock, this);
  }

  /** From this boot to the next going down. */
  get life(): Life {
    return this.#life;
  }

  /** The sandbox ends; the computer is as it is. */
  end(): void {
    this.#life.end();
  }

  /** Begins where the file ended: what was under way ends, what was planned comes. */
  async resume(): Promise<void> {
    const { state } = this.#host;
    if (state.power === 'restarting' && state.heldBy === null) return await this.#comeUp('any port');
    if (state.power === 'on') await this.#wake('any port');
    await this.#host.save();
    if (state.power !== 'on') return;
    if (state.completing !== 'no') this.#life.after(state.servicingUntil - this.#host.now(), () => void this.#finish());
    this.planned.resume();
  }

  /** Goes down now and comes up after a while, as if somebody had pressed the button. Ends when it is down. */
  async restart(): Promise<void> {
    const { state } = this.#host;
    if (state.power !== 'on') return;
    const down = this.#goDown('restarting');
    const { bootMs, slowness } = state.conditions;
    const lasts = bootMs ?? this.#durations.restart * slowness;
    this.#life.after(lasts, () => void down.then(() => this.#comeUp()));
    await down;
  }

  /** Jobs die, and nothing answers until the power comes back. */
  async cut(): Promise<void> {
    const { state } = this.#host;
    await this.#goDown('off');
    if (state.power !== 'restarting') return;
    this.#newLife();
    Object.assign(state, { power: 'off', heldBy: null });
    await this.#host.save();
  }

  /** Power for one that has none, and a press of the button for one that hangs. */
  async restore(): Promise<void> {
    const { state } = this.#host;
    if (state.power === 'off' || state.heldBy === 'hang') await this.#comeUp();
  }

  async enterPin(): Promise<void> {
    if (this.#host.state.heldBy === 'pin') await this.#boot();
  }

  /** Starts a WinRM that has not started yet. */
  async startWinrm(): Promise<void> {
    const { state } = this.#host;
    if (state.winrmAt <= this.#clock.now()) return;
    state.winrmAt = this.#clock.now();
    await this.#host.listen();
  }

  tell(what: 'users told' | 'users warned', key: string | null, text: string): number {
    const desktops = { state: this.#host.state, leavesAfterMs: this.#durations.second, now: () => this.#host.now() };
    return tellUsers(desktops, this.#life, { what, key, text });
  }

  async #goDown(power: 'off' | 'restarting'): Promise<void> {
    const host = this.#host;
    const { state } = host;
    if (state.power !== 'on') return;
    const key = state.restart?.key ?? null;
    this.#newLife();
    Object.assign(state, { power, restart: null });
    host.interruptJobs();
    note(state, 'went down', host.now(), key);
    logOff(state, host.now(), key);
    await Promise.all([host.silence(), host.save()]);
  }

  #newLife(): void {
    this.#life.end();
    this.#life = new Life(this.#clock);
  }

  /** As far as it comes by itself. */
  async #comeUp(otherwise: Otherwise = 'wait'): Promise<void> {
    const { state } = this.#host;
    const { staysDown, asksForPin } = state.conditions;
    if (!staysDown && !asksForPin) return await this.#boot(otherwise);
    Object.assign(state, { power: 'restarting', heldBy: staysDown ? 'hang' : 'pin' });
    note(state, staysDown ? 'hangs' : 'asks for its PIN', this.#host.now(), null);
    await this.#host.save();
  }

  async #boot(otherwise: Otherwise = 'wait'): Promise<void> {
    const { state } = this.#host;
    Object.assign(state, { heldBy: null, power: 'on', bootedAt: this.#host.now(), hookAskedRestart: false });
    state.winrmAt = this.#clock.now() + state.conditions.winrmDelayMs;
    note(state, 'came up', this.#host.now(), null);
    this.#beginServicing();
    await this.#host.save();
    await this.#wake(otherwise);
  }

  /** WinRM answers at once, or, started late, after a while. */
  async #wake(otherwise: Otherwise): Promise<void> {
    const wait = this.#host.state.winrmAt - this.#clock.now();
    if (wait <= 0) return await this.#host.listen(otherwise);
    this.#life.after(wait, () => {
      note(this.#host.state, 'WinRM started', this.#host.now(), null);
      void this.#host.listen();
    });
  }

  #beginServicing(): void {
    const { state } = this.#host;
    const { servicingMs, restartsTwice } = state.conditions;
    const hasWork = state.awaitingRestart.length + state.awaitingRemoval.length > 0;
    const lasts = servicingMs ?? (hasWork ? this.#durations.servicing : 0);
    const isFirst = state.completing === 'no';
    state.servicingUntil = this.#host.now() + lasts;
    state.completing = hasWork && restartsTwice && isFirst ? 'again' : 'yes';
    if (lasts > 0) this.#life.after(lasts, () => void this.#finish());
    else this.#complete();
  }

  async #finish(): Promise<void> {
    if (this.#host.state.completing === 'again') return await this.restart();
    this.#complete();
    await this.#host.save();
  }

  #complete(): void {
    const { state } = this.#host;
    state.completing = 'no';
    for (const updateId of finishUpdates(state)) note(state, 'rolled back', this.#host.now(), null, { updateId });
  }
}
