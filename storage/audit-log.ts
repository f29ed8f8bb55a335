import { PatchbayError } from '../src/domain/errors.js';
import type { AuditEntry } from '../src/domain/operation.js';
import type { AuditLog } from '../src/ports/store.js';
import { type AuditLine, type Link, readLine, START, splitLines, writeLine } from './audit-lines.js';
import type { AuditSegments } from './audit-segments.js';
import type { FileCollection } from './collection.js';
import { cannotWrite } from './files.js';
import { demandOpen, type Ground } from './ground.js';
import { auditEntry } from './schemas/operation.js';
import { Unreadable } from './sealed.js';

const HEAD = 'head';

interface Parts {
  readonly ground: Ground;
  readonly segments: AuditSegments;
  /** How far the chain has come, kept apart: only so is it noticed when lines are gone from the log's end. */
  readonly head: FileCollection<Link>;
}

interface Batch {
  readonly entries: AuditEntry[];
  readonly written: Promise<void>;
}

/**
 * Who did what, in lines that each carry the sum of the line before. Entries that arrive while one is being written
 * share the next write and its fsync.
 */
export class ChainedAuditLog implements AuditLog {
  readonly #parts: Parts;
  #batch: Batch | null = null;
  /** Null: to be read from disk before the next line. */
  #last: Link | null = null;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async open(): Promise<void> {
    await this.#parts.segments.prepare();
    await this.#inTurn(() => this.#lastLink());
  }

  async close(): Promise<void> {
    await this.#inTurn(() => this.#parts.segments.close());
  }

  async append(entry: AuditEntry): Promise<void> {
    demandOpen(this.#parts.ground, 'audit');
    const line = auditEntry.parse(entry);
    this.#batch ??= this.#newBatch();
    this.#batch.entries.push(line);
    return this.#batch.written;
  }

  async latest(count: number): Promise<readonly AuditEntry[]> {
    const newest: AuditEntry[] = [];
    for (const name of [...(await this.#parts.segments.names())].reverse()) {
      const { lines } = splitLines(await this.#parts.segments.read(name));
      const wanted = lines.slice(Math.max(0, lines.length - (count - newest.length))).reverse();
      newest.push(...wanted.map((line, index) => readOr806(line, `${lines.length - index} of ${name}`).entry));
      if (newest.length >= count) break;
    }
    return newest;
  }

  verify(): Promise<{ readonly entries: number }> {
    return this.#inTurn(async () => {
      const head = await this.#head();
      let link = START;
      for (const name of await this.#parts.segments.names()) {
        const { lines, rest } = splitLines(await this.#parts.segments.read(name));
        for (const line of lines) link = follow(link, line, head);
        if (rest.length > 0) throw broken(link.n + 1, 'it is torn');
      }
      if (link.n < head.n) throw broken(link.n + 1, 'it is missing');
      return { entries: link.n };
    });
  }

  #newBatch(): Batch {
    const entries: AuditEntry[] = [];
    const written = this.#inTurn(() => {
      this.#batch = null;
      return this.#write(entries);
    });
    return { entries, written };
  }

  async #write(entries: readonly AuditEntry[]): Promise<void> {
    try {
      let link = await this.#lastLink();
      let text = '';
      for (const entry of entries) {
        const line = writeLine(link, entry);
        text += `${line.text}\n`;
        link = line.link;
      }
      await this.#keep(text, link);
      this.#last = link;
    } catch (thrown) {
      this.#last = null;
      throw cannotWrite('audit', thrown);
    }
  }

  async #keep(text: string, link: Link): Promise<void> {
    await this.#parts.segments.append(text);
    try {
      await this.#parts.head.update(HEAD, () => link);
    } catch (thrown) {
      await this.#parts.segments.takeBack(text);
      throw thrown;
    }
  }

  /**
   * The line to go on from. Where the log ends before its head, acknowledged lines were lost: going on from the head
   * leaves the gap visible for ever.
   */
  async #lastLink(): Promise<Link> {
    if (this.#last) return this.#last;
    const written = await this.#parts.segments.openLast();
    const head = await this.#head();
    this.#last = written.n >= head.n ? written : head;
    return this.#last;
  }

  async #head(): Promise<Link> {
    return (await this.#parts.head.get(HEAD))?.value ?? START;
  }

  #inTurn<R>(work: () => Promise<R>): Promise<R> {
    const turn = this.#tail.then(work);
    this.#tail = turn.then(
      () => undefined,
      () => undefined,
    );
    return turn;
  }
}

function follow(before: Link, bytes: Buffer, head: Link): Link {
  const line = readOr806(bytes, before.n + 1);
  if (line.n !== before.n + 1 || line.previous !== before.sum) {
    throw broken(before.n + 1, 'the next line does not follow from the line before');
  }
  if (line.n === head.n && line.sum !== head.sum) throw broken(line.n, 'it is not the line that was written');
  return line;
}

function readOr806(bytes: Buffer, line: number | string): AuditLine {
  try {
    return readLine(bytes);
  } catch (thrown) {
    if (thrown instanceof Unreadable) throw broken(line, thrown.message);
    throw thrown;
  }
}

function broken(line: number | string, cause: string): PatchbayError {
  return new PatchbayError('PB806', { line, cause });
}
