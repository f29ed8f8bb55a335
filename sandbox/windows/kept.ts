import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { z } from 'zod';

/**
 * Writes a file whole or not at all: beside it, then renamed. It is not synced to the disk: what a power cut takes
 * from a pretend fleet, a reset gives back.
 */
export async function writeWhole(path: string, content: string | Uint8Array, mode = 0o600): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const beside = `${path}.${process.pid}.tmp`;
  await writeFile(beside, content, { mode });
  await rename(beside, path);
}

/** Reads a JSON file by its schema; null where there is none. Throws, naming the file, where it cannot be read. */
export async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T | null> {
  if (!existsSync(path)) return null;
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    throw new Error(`the sandbox cannot read ${path}; a reset of the sandbox makes a new one`, { cause });
  }
}

/** One document in memory and on disk. Whoever changed it waits until a write that holds the change has ended. */
export class Kept<T> {
  readonly value: T;
  readonly #path: string;
  #writing: Promise<void> | null = null;
  #next: Promise<void> | null = null;

  constructor(path: string, value: T) {
    this.#path = path;
    this.value = value;
  }

  /** Ends when the present value is on disk. Calls that come while one write runs share the next. */
  save(): Promise<void> {
    if (!this.#writing) {
      this.#writing = this.#write();
      return this.#writing;
    }
    this.#next ??= this.#writing.then(() => {
      this.#next = null;
      this.#writing = this.#write();
      return this.#writing;
    });
    return this.#next;
  }

  async #write(): Promise<void> {
    try {
      await writeWhole(this.#path, JSON.stringify(this.value));
    } finally {
      if (!this.#next) this.#writing = null;
    }
  }
}
