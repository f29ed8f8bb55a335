import type { ComputerId } from '../../domain/ids.js';
import type { RosterEntry } from '../../domain/roster.js';
import type { Store } from '../../ports/store.js';
import { type Configured, Roster } from './roster.js';

/** The roster of whoever owns the data: what is changed in it is kept. */
export class KeptRoster extends Roster {
  readonly #store: Pick<Store, 'roster'>;

  constructor(store: Pick<Store, 'roster'>, configured: Configured) {
    super(configured);
    this.#store = store;
  }

  /**
   * Reads what was added and retired. A computer is not guessed to be one that may be patched: fails with PB803 where a
   * document cannot be read.
   */
  async load(): Promise<void> {
    await this.#store.roster.demandWhole();
    const kept = await Promise.all((await this.#store.roster.ids()).map((id) => this.#store.roster.get(id)));
    this.take(kept.flatMap((one) => one?.value ?? []));
  }

  /** Changes what is kept of a computer; it counts when the promise ends. */
  async change(id: ComputerId, change: (entry: RosterEntry | null) => RosterEntry | null): Promise<void> {
    const after = await this.#store.roster.update(id, change);
    if (after !== null) this.take([after.value]);
  }

  /** Keeps nothing more of a computer: one that was added is there no longer. */
  async forget(id: ComputerId): Promise<void> {
    await this.#store.roster.remove(id);
    this.drop(id);
  }
}
