import { PatchbayError } from '../../src/domain/errors.js';
import type { UpdateId } from '../../src/domain/ids.js';
import type { AuditEntry } from '../../src/domain/operation.js';
import type { Patch } from '../../src/domain/patch.js';
import type { AuditLog, Catalogue, Installation, Store, Versioned, WholeCollection } from '../../src/ports/store.js';

/** The store's port in memory: as the durable one, but nothing outlives the test. */
export function memoryStore(): Store {
  const installation = new MemoryCollection<Installation>();
  installation.put('installation', { id: 'testbay000', nextTask: 1 });
  return {
    computers: new MemoryCollection(),
    roster: new MemoryCollection(),
    tasks: new MemoryCollection(),
    targets: new MemoryCollection(),
    operations: new MemoryCollection(),
    requests: new MemoryCollection(),
    surfaces: new MemoryCollection(),
    drafts: new MemoryCollection(),
    groups: new MemoryCollection(),
    freezes: new MemoryCollection(),
    schedules: new MemoryCollection(),
    digests: new MemoryCollection(),
    patchGroups: new MemoryCollection(),
    stacks: new MemoryCollection(),
    diagnoses: new MemoryCollection(),
    denials: new MemoryCollection(),
    wsus: new MemoryCollection(),
    credentials: new MemoryCollection(),
    installation,
    watch: new MemoryCollection(),
    catalogue: new MemoryCatalogue(),
    audit: new MemoryAuditLog(),
  };
}

/** Another store that holds what this one holds now. */
export async function copyOf(store: Store): Promise<Store> {
  const { catalogue, audit, ...collections } = store;
  const copy: Store = memoryStore();
  await copy.catalogue.replaceAll(await catalogue.all());
  for (const entry of (await audit.latest(Number.MAX_SAFE_INTEGER)).toReversed()) await copy.audit.append(entry);
  for (const [name, from] of Object.entries(collections)) {
    const to = copy[name as keyof typeof collections] as unknown as WholeCollection<unknown>;
    for (const id of await from.ids()) {
      const value: unknown = (await from.get(id))?.value;
      await to.update(id, () => value);
    }
  }
  return copy;
}

class MemoryCollection<T> implements WholeCollection<T> {
  readonly #documents = new Map<string, Versioned<T>>();

  put(id: string, value: T): Versioned<T> {
    const revision = (this.#documents.get(id)?.revision ?? 0) + 1;
    const document = Object.freeze({ revision, value: kept(value) });
    this.#documents.set(id, document);
    return document;
  }

  async get(id: string): Promise<Versioned<T> | null> {
    return this.#documents.get(id) ?? null;
  }

  async ids(): Promise<readonly string[]> {
    return [...this.#documents.keys()];
  }

  async demandWhole(): Promise<void> {
    // Nothing here is ever damaged.
  }

  async create(id: string, value: T): Promise<Versioned<T>> {
    if (this.#documents.has(id)) throw new PatchbayError('PB801', { name: id });
    return this.put(id, value);
  }

  async replace(id: string, revision: number, value: T): Promise<Versioned<T>> {
    if (this.#documents.get(id)?.revision !== revision) throw new PatchbayError('PB802', { name: id });
    return this.put(id, value);
  }

  async update(id: string, change: (value: T | null) => T | null): Promise<Versioned<T> | null> {
    const before = this.#documents.get(id) ?? null;
    const after = change(before?.value ?? null);
    return after === null || after === before?.value ? before : this.put(id, after);
  }

  async remove(id: string): Promise<void> {
    this.#documents.delete(id);
  }
}

class MemoryCatalogue implements Catalogue {
  #patches: ReadonlyMap<UpdateId, Patch> = new Map();

  async get(id: UpdateId): Promise<Patch | null> {
    return this.#patches.get(id) ?? null;
  }

  async all(): Promise<readonly Patch[]> {
    return [...this.#patches.values()];
  }

  async replaceAll(patches: readonly Patch[]): Promise<{ readonly added: number; readonly changed: number }> {
    const before = this.#patches;
    this.#patches = new Map(patches.map((patch) => [patch.updateId, kept(patch)]));
    const after = [...this.#patches.values()];
    const changed = after.filter(
      (patch) => before.has(patch.updateId) && JSON.stringify(before.get(patch.updateId)) !== JSON.stringify(patch),
    );
    return { added: after.filter((patch) => !before.has(patch.updateId)).length, changed: changed.length };
  }
}

class MemoryAuditLog implements AuditLog {
  readonly #entries: AuditEntry[] = [];

  async append(entry: AuditEntry): Promise<void> {
    this.#entries.push(kept(entry));
  }

  async latest(count: number): Promise<readonly AuditEntry[]> {
    return this.#entries.slice(Math.max(0, this.#entries.length - count)).reverse();
  }

  async verify(): Promise<{ readonly entries: number }> {
    return { entries: this.#entries.length };
  }
}

/** Parts of what is kept: they are frozen, so whoever keeps them again need not copy them again. */
const KEPT = new WeakSet<object>();

/** What would be read again from JSON, frozen. */
function kept<T>(value: T): T {
  return copied(value) as T;
}

function copied(value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) return null;
  if (typeof value !== 'object' || value === null || KEPT.has(value)) return value;
  const copy = Array.isArray(value) ? value.map(copied) : copiedObject(value);
  KEPT.add(Object.freeze(copy));
  return copy;
}

function copiedObject(value: object): object {
  const copy: Record<string, unknown> = {};
  for (const [key, part] of Object.entries(value)) if (part !== undefined) copy[key] = copied(part);
  return copy;
}
