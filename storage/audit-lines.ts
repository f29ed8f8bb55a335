import { z } from 'zod';
import type { AuditEntry } from '../src/domain/operation.js';
import { auditEntry } from './schemas/operation.js';
import { jsonOf, seal, sumOf, Unreadable, unseal } from './sealed.js';

/** Where the chain has come to: the number of its last line and that line's sum. */
export interface Link {
  readonly n: number;
  readonly sum: string;
}

export interface AuditLine extends Link {
  /** The sum of the line before. */
  readonly previous: string;
  readonly entry: AuditEntry;
}

/** Before the first line. */
export const START: Link = { n: 0, sum: '0'.repeat(64) };

const content = z.object({ n: z.int().positive(), previous: z.string(), entry: auditEntry });

/** A line without its line feed: sealed, with its number and the sum of the line before. */
export function writeLine(after: Link, entry: AuditEntry): { readonly text: string; readonly link: Link } {
  const body = JSON.stringify({ n: after.n + 1, previous: after.sum, entry: auditEntry.parse(entry) });
  return { text: seal(body), link: { n: after.n + 1, sum: sumOf(body) } };
}

/** Unreadable unless every byte of the line is as it was written. */
export function readLine(line: Buffer): AuditLine {
  const { body, sum } = unseal(line);
  const parsed = content.safeParse(jsonOf(body));
  if (!parsed.success) throw new Unreadable('not a line of the audit log');
  return { ...parsed.data, sum };
}

/** The line, or null where it is not whole. */
export function readLineIfWhole(line: Buffer): AuditLine | null {
  try {
    return readLine(line);
  } catch (thrown) {
    if (thrown instanceof Unreadable) return null;
    throw thrown;
  }
}

const LINE_FEED = 0x0a;

/** The lines of a segment, without their line feeds, and what follows the last line feed. */
export function splitLines(bytes: Buffer): { readonly lines: readonly Buffer[]; readonly rest: Buffer } {
  const lines: Buffer[] = [];
  let start = 0;
  for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, start)) {
    lines.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return { lines, rest: bytes.subarray(start) };
}
