import { join } from 'node:path';
import { Low } from 'lowdb';
import { PatchbayError } from '../src/domain/errors.js';
import type { Versioned, WholeCollection } from '../src/ports/store.js';
import { DurableFile } from './adapter.js';
import type { Codec } from './codec.js';
import { cannotWrite, causeOf, isTemporary, makeFolder, removeDurably } from './files.js';
import { demandOpen, type Ground } from './ground.js';
import { fileNameOf, idOf } from './names.js';
import { Unreadable } from './sealed.js';

/** Files read at once by `ids`: enough to keep the disk busy, few enough not to run out of handles. */
const READ_AT_ONCE = 32;

/** One document in memory. */
interface Entry<T> {
  readonly id: string;
  /** From the store's root, with slashes: its name in failures. */
  readonly path: string;
  readonly low: Low<Versioned<T> | null>;
  /** What is durably on disk; meaningful once it was read. */
  current: Versioned<T> | null;
  reading: Promise<void> | null;
  /** The end of the last change. */
  tail: Promise<unknown>;
  waiting: number;
}

/** Documents of one kind: a folder with a file each, kept in memory once they were read. */
export class FileCollection<T> implements WholeCollection<T> {
  readonly #ground: Ground;
  readonly #folder: string;
  readonly #codec: Codec<T>;
  readonly #entries = new Map<string, Entry<T>>();

  constructor(ground: Ground, folder: string, codec: Codec<T>) {
    this.#ground = ground;
    this.#folder = folder;
    this.#codec = codec;
  }

  /** Makes the folder, removes what a crash left half-written and sets aside what is no document's file. */
  async open(): Promise<void> {
    const folder = join(this.#ground.root, this.#folder);
    await makeFolder(this.#ground.files, folder);
    await this.#ground.setAside.open(this.#folder);
    for (const name of await this.#ground.files.readdir(folder)) {
      if (isTemporary(name)) await this.#ground.files.rm(join(folder, name), { force: true });
      else if (idOf(name) === null) await this.#ground.setAside.take(`${this.#folder}/${name}`, 'not a file of ours');
    }
  }

  /** Waits for the changes that are under way, however they end. */
  async settled(): Promise<void> {
    await Promise.allSettled([...this.#entries.values()].map((entry) => entry.tail));
  }

  async get(id: string): Promise<Versioned<T> | null> {
    const entry = this.#entry(id);
    await this.#read(entry);
    this.#forgetIfNothing(entry);
    return entry.current;
  }

  /** The ids of all documents that can be read; the others were reported, and fail when asked for by id. */
  async ids(): Promise<readonly string[]> {
    const ids = await this.#known();
    // What is in memory was read, and costs no turn: there may be ten thousand, asked for every minute.
    const unread = ids.filter((id) => !this.#isInMemory(id));
    const gone = new Set<string>();
    for (let at = 0; at < unread.length; at += READ_AT_ONCE) {
      const some = unread.slice(at, at + READ_AT_ONCE);
      const found = await Promise.all(some.map((id) => this.#isThere(id)));
      for (const [n, id] of some.entries()) if (found[n] === null) gone.add(id);
    }
    return ids.filter((id) => !gone.has(id));
  }

  async demandWhole(): Promise<void> {
    await this.#ground.setAside.demandNone(this.#folder);
    for (const id of await this.#known()) await this.get(id);
  }

  create(id: string, value: T): Promise<Versioned<T>> {
    return this.#change(id, (entry) => {
      if (entry.current) throw new PatchbayError('PB801', { name: entry.path });
      return this.#write(entry, value);
    });
  }

  replace(id: string, revision: number, value: T): Promise<Versioned<T>> {
    return this.#change(id, (entry) => {
      if (entry.current?.revision !== revision) throw new PatchbayError('PB802', { name: entry.path });
      return this.#write(entry, value);
    });
  }

  update(id: string, change: (value: T | null) => T | null): Promise<Versioned<T> | null> {
    return this.#change(id, async (entry) => {
      const before = entry.current?.value ?? null;
      const after = change(before);
      return after === null || after === before ? entry.current : this.#write(entry, after);
    });
  }

  remove(id: string): Promise<void> {
    return this.#change(id, async (entry) => {
      if (!entry.current) return;
      try {
        await removeDurably(this.#ground.files, join(this.#ground.root, entry.path));
        entry.current = null;
      } catch (thrown) {
        entry.reading = null;
        throw cannotWrite(entry.path, thrown);
      }
    });
  }

  /** Changes of one document follow one another; one that fails does not hold up the next. */
  async #change<R>(id: string, change: (entry: Entry<T>) => Promise<R>): Promise<R> {
    const entry = this.#entry(id);
    demandOpen(this.#ground, entry.path);
    const turn = entry.tail.then(async () => {
      await this.#read(entry);
      return change(entry);
    });
    entry.waiting += 1;
    entry.tail = turn.then(
      () => this.#leave(entry),
      () => this.#leave(entry),
    );
    return turn;
  }

  #leave(entry: Entry<T>): void {
    entry.waiting -= 1;
    this.#forgetIfNothing(entry);
  }

  async #write(entry: Entry<T>, value: T): Promise<Versioned<T>> {
    const next = Object.freeze({
      revision: (entry.current?.revision ?? 0) + 1,
      value: this.#codec.normalise(value),
    });
    try {
      entry.low.data = next;
      await entry.low.write();
      entry.current = next;
      return next;
    } catch (thrown) {
      // What is on disk is the truth: the next one to ask reads it.
      entry.reading = null;
      throw cannotWrite(entry.path, thrown);
    }
  }

  #entry(id: string): Entry<T> {
    const known = this.#entries.get(id);
    if (known) return known;
    const path = `${this.#folder}/${fileNameOf(id)}`;
    const file = new DurableFile(this.#ground.files, join(this.#ground.root, path), id, this.#codec);
    const low = new Low<Versioned<T> | null>(file, null);
    const entry: Entry<T> = { id, path, low, current: null, reading: null, tail: Promise.resolve(), waiting: 0 };
    this.#entries.set(id, entry);
    return entry;
  }

  /** Reads the file once; what fails is tried again by the next one to ask. */
  #read(entry: Entry<T>): Promise<void> {
    entry.reading ??= this.#load(entry).catch((thrown: unknown) => {
      entry.reading = null;
      throw thrown;
    });
    return entry.reading;
  }

  async #load(entry: Entry<T>): Promise<void> {
    await this.#ground.setAside.check(entry.path);
    // lowdb keeps its data where the adapter finds none.
    entry.low.data = null;
    try {
      await entry.low.read();
    } catch (thrown) {
      throw thrown instanceof Unreadable
        ? await this.#ground.setAside.take(entry.path, thrown.message)
        : this.#ground.setAside.unread(entry.path, causeOf(thrown));
    }
    entry.current = entry.low.data;
  }

  /** Ids come from people, too: asking for what is not there must not fill the memory. */
  #forgetIfNothing(entry: Entry<T>): void {
    if (entry.current === null && entry.waiting === 0) this.#entries.delete(entry.id);
  }

  async #known(): Promise<readonly string[]> {
    const names = await this.#ground.files.readdir(join(this.#ground.root, this.#folder));
    return names.map(idOf).filter((id) => id !== null);
  }

  #isInMemory(id: string): boolean {
    const entry = this.#entries.get(id);
    return entry !== undefined && entry.reading !== null && entry.current !== null;
  }

  async #isThere(id: string): Promise<string | null> {
    try {
      return (await this.get(id)) === null ? null : id;
    } catch (thrown) {
      if (thrown instanceof PatchbayError && thrown.code === 'PB803') return null;
      throw thrown;
    }
  }
}
