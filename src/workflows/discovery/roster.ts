import { PatchbayError } from '../../domain/errors.js';
import type { ComputerId } from '../../domain/ids.js';
import type { Added, AddedWay, RosterEntry } from '../../domain/roster.js';

/** Where a computer is. */
export type RosterWay = Pick<AddedWay, 'host' | 'port' | 'scheme'> & { readonly profile: string | null };

/** What the configuration says that does not change while the process runs. */
export interface Configured {
  readonly computers: ReadonlyMap<ComputerId, RosterWay>;
  /** The profiles that computers may be added with: an account that Basic shows to a computer is for that one alone. */
  readonly profiles: readonly string[];
}

/**
 * Which computers there are: those of the configuration and those that were added to it while it runs, but for retired
 * ones. Held in memory for looking up; one of the configuration comes before an added one of the same name.
 */
export class Roster {
  readonly profiles: readonly string[];
  readonly #configured: ReadonlyMap<ComputerId, RosterWay>;
  #entries: ReadonlyMap<ComputerId, RosterEntry> = new Map();
  #present: readonly ComputerId[];
  #known: readonly ComputerId[];

  /** @param entries what is kept of computers beside the configuration */
  constructor({ computers, profiles }: Configured, entries: readonly RosterEntry[] = []) {
    this.#configured = computers;
    this.profiles = profiles;
    this.#known = [...computers.keys()];
    this.#present = this.#known;
    this.take(entries);
  }

  /** All but retired ones. */
  computers(): readonly ComputerId[] {
    return this.#present;
  }

  /** With retired ones. */
  known(): readonly ComputerId[] {
    return this.#known;
  }

  /** How a computer is reached that is not of the configuration. */
  added(id: ComputerId): Added | null {
    return this.#configured.has(id) ? null : (this.#entries.get(id)?.added ?? null);
  }

  /** Where a known computer is. */
  way(id: ComputerId): RosterWay {
    const way = this.#configured.get(id) ?? this.added(id);
    if (way === null) throw new PatchbayError('PB899', { cause: `${id} is no computer` });
    const { host, port, scheme, profile } = way;
    return { host, port, scheme, profile };
  }

  retired(id: ComputerId): RosterEntry['retired'] {
    return this.#entries.get(id)?.retired ?? null;
  }

  /** Whether added computers are logged on to with this profile. */
  isShared(profile: string): boolean {
    return this.#known.some((id) => this.added(id)?.profile === profile);
  }

  /** What is kept of these computers is this from now on. */
  protected take(changed: readonly RosterEntry[]): void {
    const entries = new Map(this.#entries);
    for (const entry of changed) entries.set(entry.id, entry);
    this.#have(entries);
  }

  /** Nothing is kept of the computer from now on. */
  protected drop(id: ComputerId): void {
    this.#have(new Map([...this.#entries].filter(([one]) => one !== id)));
  }

  #have(entries: ReadonlyMap<ComputerId, RosterEntry>): void {
    const added = [...entries.values()].filter((entry) => entry.added !== null && !this.#configured.has(entry.id));
    this.#entries = entries;
    this.#known = [...this.#configured.keys(), ...added.map(({ id }) => id).sort()];
    this.#present = this.#known.filter((id) => entries.get(id)?.retired == null);
  }
}
