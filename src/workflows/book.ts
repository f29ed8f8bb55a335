import type { GroupRecord, ProvisioningGroup } from '../domain/group.js';
import type { ComputerId, GroupId } from '../domain/ids.js';
import { membersOf } from '../domain/members.js';
import type { Store } from '../ports/store.js';

/**
 * The provisioning groups, with their computers: kept in the store, held in memory for looking up. `refresh` works
 * out again who the rules match: after every change of a group, a computer's facts or WSUS's list of clients.
 */
export class GroupBook {
  readonly #store: Pick<Store, 'groups' | 'computers' | 'wsus'>;
  readonly #computers: readonly ComputerId[];
  #groups: readonly ProvisioningGroup[] = [];

  constructor(store: Pick<Store, 'groups' | 'computers' | 'wsus'>, computers: readonly ComputerId[]) {
    this.#store = store;
    this.#computers = computers;
  }

  /** All groups but deleted ones, in the order of their names. */
  all(): readonly ProvisioningGroup[] {
    return this.#groups;
  }

  /**
   * Takes over groups of the configuration that were never known here; what is kept counts from then on.
   * @returns the ids of those whose entry in the configuration says something else than what is kept
   */
  async takeOver(seeds: readonly GroupRecord[]): Promise<readonly GroupId[]> {
    const differing: GroupId[] = [];
    for (const seed of seeds) {
      const kept = (await this.#store.groups.update(seed.id, (value) => value ?? seed))?.value ?? seed;
      if (JSON.stringify(kept) !== JSON.stringify(seed)) differing.push(seed.id);
    }
    await this.refresh();
    return differing;
  }

  async refresh(): Promise<void> {
    const ids = await this.#store.groups.ids();
    const kept = await Promise.all(ids.map((id) => this.#store.groups.get(id)));
    const records = kept.flatMap((record) => (record === null || record.value.deleted !== null ? [] : [record.value]));
    const known = await this.#known(records);
    this.#groups = records
      .map((record) => ({ ...record, computers: membersOf(record.members, known) }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Rules ask what is known of computers; members by hand do not. */
  async #known(records: readonly GroupRecord[]) {
    const nothing = { system: '', wsusGroups: [] as readonly string[] };
    if (records.every((record) => record.members.rule === null))
      return this.#computers.map((id) => ({ id, ...nothing }));
    const wsus = (await this.#store.wsus.get('wsus'))?.value ?? null;
    const names = new Map(wsus?.groups.map((group) => [group.id, group.name]));
    return Promise.all(
      this.#computers.map(async (id) => {
        const facts = (await this.#store.computers.get(id))?.value.facts ?? null;
        const dns = Object.keys(wsus?.members ?? {}).find((name) => name === id || name.startsWith(`${id}.`));
        const groups = dns === undefined ? [] : (wsus?.members[dns] ?? []);
        return { id, system: facts?.osCaption ?? '', wsusGroups: groups.flatMap((group) => names.get(group) ?? []) };
      }),
    );
  }
}
