import type { Adapter } from 'lowdb';
import type { Versioned } from '../src/ports/store.js';
import type { Codec } from './codec.js';
import { type Files, readIfThere, writeDurably } from './files.js';

/**
 * lowdb's adapter for one document, durable where lowdb's own is not: it fsyncs, and a second process never shares its
 * temporary file. Reading gives null where there is no file and throws Unreadable where its content is not whole.
 */
export class DurableFile<T> implements Adapter<Versioned<T> | null> {
  readonly #files: Files;
  readonly #path: string;
  readonly #id: string;
  readonly #codec: Codec<T>;

  constructor(files: Files, path: string, id: string, codec: Codec<T>) {
    this.#files = files;
    this.#path = path;
    this.#id = id;
    this.#codec = codec;
  }

  async read(): Promise<Versioned<T> | null> {
    const bytes = await readIfThere(this.#files, this.#path);
    return bytes === null ? null : this.#codec.decode(this.#id, bytes);
  }

  async write(document: Versioned<T> | null): Promise<void> {
    if (document !== null) await writeDurably(this.#files, this.#path, this.#codec.encode(this.#id, document));
  }
}
