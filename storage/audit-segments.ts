import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { type Link, readLineIfWhole, START, splitLines } from './audit-lines.js';
import { makeFolder, readIfThere, syncFolder } from './files.js';
import type { Ground } from './ground.js';

const FOLDER = 'audit';
const NAME = /^\d{6}\.jsonl$/;

/** The segment that is written to, opened at its end. */
interface Open {
  readonly name: string;
  readonly handle: FileHandle;
  size: number;
}

/** The audit log's files: numbered, each appended to until it is full. */
export class AuditSegments {
  readonly #ground: Ground;
  readonly #fullAtBytes: number;
  #open: Open | null = null;

  constructor(ground: Ground, fullAtBytes: number) {
    this.#ground = ground;
    this.#fullAtBytes = fullAtBytes;
  }

  async prepare(): Promise<void> {
    await makeFolder(this.#ground.files, join(this.#ground.root, FOLDER));
    await this.#ground.setAside.open(FOLDER);
  }

  /** The segments' names, oldest first. */
  async names(): Promise<readonly string[]> {
    const names = await this.#ground.files.readdir(join(this.#ground.root, FOLDER));
    return names.filter((name) => NAME.test(name)).sort();
  }

  async read(name: string): Promise<Buffer> {
    return (await readIfThere(this.#ground.files, this.#path(name))) ?? Buffer.alloc(0);
  }

  /**
   * Opens the last segment for appending and gives the last whole line's link. What follows the last line feed is the
   * line that a crash tore: it is cut off and set aside, or completed where only its line feed is missing.
   */
  async openLast(): Promise<Link> {
    const names = await this.names();
    const name = names.at(-1) ?? '000001.jsonl';
    const { lines, rest } = splitLines(await this.read(name));
    await this.#openForAppend(name);
    if (rest.length > 0) await this.#mend(rest);
    const whole = rest.length > 0 && readLineIfWhole(rest) !== null ? [...lines, rest] : lines;
    const last = whole.at(-1);
    return (last && readLineIfWhole(last)) ?? (await this.#lastOfSegmentBefore(names, last)) ?? START;
  }

  /** Writes and fsyncs; where that fails, nothing of it stays. */
  async append(text: string): Promise<void> {
    const open = await this.#forAppend();
    try {
      await open.handle.appendFile(text);
      await open.handle.sync();
      open.size += Buffer.byteLength(text);
    } catch (thrown) {
      await this.#cutTo(open.size);
      throw thrown;
    }
  }

  /** Takes the last append back: its promise was not kept elsewhere. */
  async takeBack(text: string): Promise<void> {
    if (this.#open) await this.#cutTo(this.#open.size - Buffer.byteLength(text));
  }

  async close(): Promise<void> {
    const open = this.#open;
    this.#open = null;
    await open?.handle.close();
  }

  async #forAppend(): Promise<Open> {
    if (this.#open && this.#open.size >= this.#fullAtBytes) {
      const next = String(Number.parseInt(this.#open.name, 10) + 1).padStart(6, '0');
      await this.#openForAppend(`${next}.jsonl`);
    }
    if (!this.#open) throw new Error('the audit log is not open');
    return this.#open;
  }

  async #openForAppend(name: string): Promise<void> {
    const handle = await this.#ground.files.open(this.#path(name), 'a', 0o600);
    const { size } = await handle.stat();
    await this.close();
    this.#open = { name, handle, size };
    await syncFolder(this.#ground.files, join(this.#ground.root, FOLDER));
  }

  async #mend(rest: Buffer): Promise<void> {
    if (readLineIfWhole(rest)) return this.append('\n');
    const open = await this.#forAppend();
    await this.#ground.setAside.keep(`${FOLDER}/${open.name}`, rest, 'its last line was torn by a crash');
    await this.#cutTo(open.size - rest.length);
  }

  async #cutTo(size: number): Promise<void> {
    if (!this.#open) return;
    await this.#open.handle.truncate(size);
    await this.#open.handle.sync();
    this.#open.size = size;
  }

  /** A new segment is empty after a crash between its making and its first line. */
  async #lastOfSegmentBefore(names: readonly string[], last: Buffer | undefined): Promise<Link | null> {
    const before = names.at(-2);
    if (last || before === undefined) return null;
    const line = splitLines(await this.read(before)).lines.at(-1);
    return line ? readLineIfWhole(line) : null;
  }

  #path(name: string): string {
    return join(this.#ground.root, FOLDER, name);
  }
}
