import type { Facts } from '../domain/computer.js';
import { sameContent } from '../domain/edits.js';
import { asFailure } from '../domain/errors.js';
import type { Allowed, ComplianceCheck, GroupRecord, Members, ProvisioningGroup } from '../domain/group.js';
import type { ComputerId, GroupId } from '../domain/ids.js';
import { type KnownComputer, memberTest, wsusGroupsByName } from '../domain/members.js';
import type { Store } from '../ports/store.js';
import { inPieces } from './pieces.js';

/**
 * The provisioning groups, with their computers: kept in the store, held in memory for looking up. `refresh` works
 * out again who the rules match: after every change of a group, and now and then where more is known of computers.
 */
export class GroupBook {
  readonly #store: Pick<Store, 'groups' | 'computers' | 'wsus'>;
  readonly #computers: () => readonly ComputerId[];
  #groups: readonly ProvisioningGroup[] = [];
  #checks: ReadonlyMap<ComputerId, readonly ComplianceCheck[]> = new Map();
  #allows: ReadonlyMap<ComputerId, Allowed> = new Map();
  #isStale = false;
  /** One after the other: an older state never takes the place of a newer one. */
  #tail: Promise<void> = Promise.resolve();

  constructor(store: Pick<Store, 'groups' | 'computers' | 'wsus'>, computers: () => readonly ComputerId[]) {
    this.#store = store;
    this.#computers = computers;
  }

  /** All groups but deleted ones, in the order of their names. */
  all(): readonly ProvisioningGroup[] {
    return this.#groups;
  }

  /** The checks of every group that the computer is in. */
  checksOf(id: ComputerId): readonly ComplianceCheck[] {
    return this.#checks.get(id) ?? [];
  }

  /** Whether a group of the computer takes drivers, and feature updates. */
  allowsOf(id: ComputerId): Allowed {
    return this.#allows.get(id) ?? NOTHING_MORE;
  }

  group(id: GroupId | null): ProvisioningGroup | undefined {
    return this.#groups.find((group) => group.id === id);
  }

  /**
   * Takes over groups of the configuration that were never known here; what is kept counts from then on.
   * @returns the ids of those whose entry in the configuration says something else than what is kept
   */
  async takeOver(seeds: readonly GroupRecord[]): Promise<readonly GroupId[]> {
    const differing: GroupId[] = [];
    for (const seed of seeds) {
      const kept = await this.#takenOver(seed);
      if (kept !== null && !sameContent(kept, seed)) differing.push(seed.id);
    }
    await this.refresh();
    return differing;
  }

  /** A group whose document is damaged is not known, as one that was made in Slack: the others are. */
  async #takenOver(seed: GroupRecord): Promise<GroupRecord | null> {
    try {
      return (await this.#store.groups.update(seed.id, (value) => value ?? seed))?.value ?? seed;
    } catch (thrown) {
      if (asFailure(thrown).code !== 'PB803') throw thrown;
      return null;
    }
  }

  refresh(): Promise<void> {
    const turn = this.#tail.then(() => this.#read());
    this.#tail = turn.catch(() => undefined);
    return turn;
  }

  /** Something that rules ask for may have changed: what comes of it is worked out once, at the next `catchUp`. */
  learnt(): void {
    this.#isStale = true;
  }

  /** Costs nothing where nothing was learnt, or no group has a rule. */
  async catchUp(): Promise<void> {
    if (!this.#isStale || this.#groups.every((group) => group.members.rule === null)) return;
    await this.refresh();
  }

  /** Who these members are at this moment. */
  async preview(members: Members): Promise<readonly ComputerId[]> {
    return membersOf(members, await this.#known(members.rule !== null));
  }

  async #read(): Promise<void> {
    this.#isStale = false;
    const ids = await this.#store.groups.ids();
    const kept = await Promise.all(ids.map((id) => this.#store.groups.get(id)));
    const records = kept.flatMap((record) => (record === null || record.value.deleted !== null ? [] : [record.value]));
    const known = await this.#known(records.some((record) => record.members.rule !== null));
    const groups: ProvisioningGroup[] = [];
    const checks = new Map<ComputerId, ComplianceCheck[]>();
    const allows = new Map<ComputerId, Allowed>();
    await inPieces(records, async (record) => {
      const group = { ...record, computers: await membersOf(record.members, known) };
      groups.push(group);
      noteChecks(checks, group);
      noteAllowed(allows, group);
    });
    this.#checks = checks;
    this.#allows = allows;
    this.#groups = groups.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Rules ask what is known of computers; members by hand do not. */
  async #known(isAskedByRules: boolean): Promise<readonly KnownComputer[]> {
    if (!isAskedByRules) return this.#computers().map((id) => ({ id, system: '', wsusGroups: [] }));
    const groupsOf = wsusGroupsByName((await this.#store.wsus.get('wsus'))?.value ?? null);
    const known: KnownComputer[] = [];
    await inPieces(this.#computers(), async (id) => {
      const facts = await this.#factsOf(id);
      const wsusGroups = groupsOf([id, facts?.computerName ?? '']);
      known.push({ id, system: facts?.osCaption ?? '', wsusGroups });
    });
    return known;
  }

  /** Of a computer whose document is damaged nothing is known: it is no reason to know nothing of the others. */
  async #factsOf(id: ComputerId): Promise<Facts | null> {
    try {
      return (await this.#store.computers.get(id))?.value.facts ?? null;
    } catch (thrown) {
      if (asFailure(thrown).code !== 'PB803') throw thrown;
      return null;
    }
  }
}

/** In the order of their names. Only known computers count. */
async function membersOf(members: Members, known: readonly KnownComputer[]): Promise<readonly ComputerId[]> {
  const isMember = memberTest(members);
  const found: ComputerId[] = [];
  await inPieces(known, (computer) => {
    if (isMember(computer)) found.push(computer.id);
  });
  return found.sort();
}

const NOTHING_MORE: Allowed = { drivers: false, upgrades: false };

function noteAllowed(allows: Map<ComputerId, Allowed>, { computers, allowDrivers, allowUpgrades }: ProvisioningGroup) {
  if (!allowDrivers && !allowUpgrades) return;
  for (const id of computers) {
    const { drivers, upgrades } = allows.get(id) ?? NOTHING_MORE;
    allows.set(id, { drivers: drivers || allowDrivers, upgrades: upgrades || allowUpgrades });
  }
}

function noteChecks(checks: Map<ComputerId, ComplianceCheck[]>, group: ProvisioningGroup): void {
  for (const id of group.computers) {
    const known = checks.get(id);
    if (known === undefined) checks.set(id, [...group.checks]);
    else known.push(...group.checks);
  }
}
