import { PatchbayError } from '../../src/domain/errors.js';
import type { ComputerId, JobKey, UpdateId } from '../../src/domain/ids.js';
import type { Contact, JobOrder, JobState } from '../../src/domain/job.js';
import type { Clock } from '../../src/ports/clock.js';
import type { DetachedJobs, KnownComputer } from '../../src/ports/endpoint.js';
import type { Logons } from '../../src/ports/logons.js';
import type { ListResult } from '../../src/windows/scripts/contract.js';
import type { PretendAccounts } from './pretend-accounts.js';
import { PretendComputer } from './pretend-computer.js';

/** What can go wrong with one call. `lost-reply` has its effect; `late-twin` delivers the call once more, later. */
export type Mishap = 'none' | 'lost-request' | 'lost-reply' | 'late-twin' | 'restart';

/** A fleet in memory and virtual time, with mishaps that a test chooses: what the core is played against. */
export class PretendWindows implements DetachedJobs {
  readonly machines = new Map<ComputerId, PretendComputer>();
  /** Chosen by the test for each call. */
  mishap: (verb: string, computer: ComputerId) => Mishap = () => 'none';
  /** Updates whose install asks for a restart. */
  readonly wantsRestart = new Set<UpdateId>();
  /** Updates that Windows rolls back in the restart. */
  readonly rollsBack = new Set<UpdateId>();
  /** Updates that are not begun while a restart is pending. */
  readonly afterRestart = new Set<UpdateId>();
  /** Updates that are there in a newer version as soon as they are installed. */
  readonly renews = new Set<UpdateId>();
  readonly drivers = new Set<UpdateId>();
  /** Updates whose installer fails. */
  readonly fails = new Set<UpdateId>();
  /** Who may log on, and with what; null where nobody asks. */
  guard: { readonly logons: Logons; readonly accounts: PretendAccounts; readonly calls: AbortController } | null = null;
  /** How long a logon takes. */
  logonMs = 0;
  /** What WSUS says; null where there is no WSUS. */
  list: ListResult | null = null;
  healthFails = false;
  readonly #clock: Clock;
  readonly #jobMs: number;

  /** @param jobMs how long a job takes */
  constructor(clock: Clock, jobMs = 60_000) {
    this.#clock = clock;
    this.#jobMs = jobMs;
  }

  add(id: ComputerId, needed: readonly UpdateId[]): PretendComputer {
    const machine = new PretendComputer(id, needed, { clock: this.#clock, updates: this, jobMs: this.#jobMs });
    this.machines.set(id, machine);
    return machine;
  }

  /** A computer as the machine that is there now. */
  known(id: ComputerId): KnownComputer {
    return { id, machineId: this.machines.get(id)?.machineId ?? '' };
  }

  async prepare(computer: ComputerId, isIt: (contact: Contact) => Promise<boolean>): Promise<Contact> {
    const contact = await this.#call('prepare', computer, (machine) => machine.contact());
    const machine = this.machines.get(computer);
    if (machine !== undefined && (await isIt(contact))) machine.hasToolkit = true;
    return contact;
  }

  identify(computer: ComputerId): Promise<Contact> {
    return this.#call('identify', computer, (machine) => machine.contact());
  }

  submit(computer: KnownComputer, order: JobOrder): Promise<JobState> {
    return this.#ask('submit', computer, (machine) => machine.submit(order));
  }

  poll(computer: KnownComputer, key: JobKey): Promise<JobState> {
    return this.#ask('poll', computer, (machine) => machine.stateOf(key));
  }

  acknowledge(computer: KnownComputer, key: JobKey): Promise<void> {
    return this.#ask('acknowledge', computer, (machine) => machine.acknowledge(key));
  }

  stop(computer: KnownComputer, key: JobKey): Promise<void> {
    return this.#ask('stop', computer, (machine) => machine.stop(key));
  }

  /** What is asked of a job is for one machine: another one refuses. */
  #ask<T>(verb: string, { id, machineId }: KnownComputer, effect: (machine: PretendComputer) => T): Promise<T> {
    return this.#call(verb, id, (machine) => {
      if (machine.machineId !== machineId) throw new PatchbayError('PB404', { computer: id, cause: machine.machineId });
      return effect(machine);
    });
  }

  async #call<T>(verb: string, id: ComputerId, effect: (machine: PretendComputer) => T): Promise<T> {
    const mishap = this.mishap(verb, id);
    const machine = this.machines.get(id);
    if (machine === undefined || mishap === 'lost-request' || machine.isOff) throw lost(id);
    if (mishap === 'restart') {
      machine.restart();
      throw lost(id);
    }
    await this.#logOn(id);
    const result = effect(machine);
    if (mishap === 'late-twin') this.#deliverAgain(machine, effect);
    if (mishap === 'lost-reply') throw lost(id);
    return result;
  }

  async #logOn(id: ComputerId): Promise<void> {
    if (this.guard === null) return;
    const { logons, accounts, calls } = this.guard;
    await logons.begin(id, calls.signal);
    const { shown } = accounts.of(accounts.profileOf(id));
    if (this.logonMs > 0) await this.#answerOrEnd(calls.signal);
    const isTaken = accounts.takes(id, shown);
    // Whoever is killed hears no answer, but the proof was shown.
    if (calls.signal.aborted) throw lost(id);
    if (!isTaken) throw await logons.refused(id);
    logons.accepted(id);
  }

  async #answerOrEnd(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = this.#clock.after(this.logonMs, resolve);
      signal.addEventListener('abort', () => {
        cancel();
        resolve();
      });
    });
  }

  #deliverAgain(machine: PretendComputer, effect: (machine: PretendComputer) => unknown): void {
    this.#clock.after(this.#jobMs * 3, () => {
      if (machine.isOff) return;
      try {
        effect(machine);
      } catch (error) {
        // Nobody waits for the twin's answer.
        if (!(error instanceof PatchbayError)) throw error;
      }
    });
  }
}

function lost(computer: string): PatchbayError {
  return new PatchbayError('PB401', { computer, cause: 'lost' });
}
