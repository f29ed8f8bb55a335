import type { UpdateId } from '../src/domain/ids.js';
import type { Patch } from '../src/domain/patch.js';
import type { Catalogue } from '../src/ports/store.js';
import type { FileCollection } from './collection.js';
import { patch as patchSchema } from './schemas/patch.js';

type Shard = readonly Patch[];

/**
 * The patch catalogue in up to 256 documents, by the first two digits of the update id: a synchronization that changed
 * three patches writes three small files. Served from memory. A shard that cannot be read fails every call (PB803):
 * patches must not silently count as unknown.
 */
export class ShardedCatalogue implements Catalogue {
  readonly #shards: FileCollection<Shard>;
  #known: Promise<ReadonlyMap<UpdateId, Patch>> | null = null;
  #list: readonly Patch[] = [];
  #tail: Promise<unknown> = Promise.resolve();

  constructor(shards: FileCollection<Shard>) {
    this.#shards = shards;
  }

  async get(id: UpdateId): Promise<Patch | null> {
    return (await this.#read()).get(id) ?? null;
  }

  async all(): Promise<readonly Patch[]> {
    await this.#read();
    return this.#list;
  }

  replaceAll(patches: readonly Patch[]): Promise<{ readonly added: number; readonly changed: number }> {
    const turn = this.#tail.then(() => this.#replaceAll(patches));
    this.#tail = turn.then(
      () => undefined,
      () => undefined,
    );
    return turn;
  }

  async #replaceAll(patches: readonly Patch[]): Promise<{ readonly added: number; readonly changed: number }> {
    const before = await this.#read();
    const after = new Map(patches.map((patch) => [patch.updateId, patchSchema.parse(patch)]));
    try {
      const wanted = shardsOf(after.values());
      for (const id of new Set([...shardsOf(before.values()).keys(), ...wanted.keys()])) {
        await this.#store(id, wanted.get(id) ?? []);
      }
    } finally {
      // Also where the disk filled up half-way: what was written counts, and is what a restart would find.
      this.#known = null;
    }
    const changed = [...after.values()].filter((patch) => isOther(before.get(patch.updateId), patch));
    const added = changed.filter((patch) => !before.has(patch.updateId)).length;
    return { added, changed: changed.length - added };
  }

  async #store(id: string, patches: Shard): Promise<void> {
    if (patches.length === 0) return this.#shards.remove(id);
    await this.#shards.update(id, (present) => (present && sameText(present, patches) ? present : patches));
  }

  #read(): Promise<ReadonlyMap<UpdateId, Patch>> {
    this.#known ??= this.#load().catch((thrown: unknown) => {
      this.#known = null;
      throw thrown;
    });
    return this.#known;
  }

  async #load(): Promise<ReadonlyMap<UpdateId, Patch>> {
    const shards = await Promise.all(SHARD_IDS.map((id) => this.#shards.get(id)));
    this.#list = Object.freeze(shards.flatMap((shard) => shard?.value ?? []));
    return new Map(this.#list.map((patch) => [patch.updateId, patch]));
  }
}

const SHARD_IDS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function shardsOf(patches: Iterable<Patch>): ReadonlyMap<string, Shard> {
  const shards = new Map<string, Patch[]>();
  for (const patch of patches) {
    const id = patch.updateId.slice(0, 2);
    const shard = shards.get(id) ?? [];
    shard.push(patch);
    shards.set(id, shard);
  }
  for (const shard of shards.values()) shard.sort((one, other) => (one.updateId < other.updateId ? -1 : 1));
  return shards;
}

function isOther(before: Patch | undefined, after: Patch): boolean {
  return before === undefined || !sameText(before, after);
}

/** Both sides went through the schema, which fixes the order of their fields. */
function sameText(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
