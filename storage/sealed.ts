import { createHash } from 'node:crypto';

/** Content that is not what was written: torn, flipped, foreign. The message names what is wrong, never the content. */
export class Unreadable extends Error {}

const BEFORE = '{"sum":"';
const BETWEEN = '","body":';
const AFTER = '}';
const SUM_LENGTH = 64;
const BODY_AT = BEFORE.length + SUM_LENGTH + BETWEEN.length;

export function sumOf(body: string | Uint8Array): string {
  return createHash('sha256').update(body).digest('hex');
}

/**
 * JSON text with its SHA-256 in front, itself JSON: `{"sum":"…","body":…}`. The sum is over the body's bytes as they
 * lie in the file, so that a flipped bit is noticed even where the text still parses.
 */
export function seal(body: string): string {
  return `${BEFORE}${sumOf(body)}${BETWEEN}${body}${AFTER}`;
}

/** The body and its sum; Unreadable unless every byte is as it was sealed. */
export function unseal(sealed: Buffer): { readonly body: string; readonly sum: string } {
  if (sealed.length === 0) throw new Unreadable('empty');
  const body = sealed.subarray(BODY_AT, sealed.length - AFTER.length);
  const sum = sumOf(body);
  const head = Buffer.from(`${BEFORE}${sum}${BETWEEN}`);
  const tail = sealed.subarray(sealed.length - AFTER.length);
  if (sealed.length < BODY_AT + AFTER.length) throw new Unreadable('too short');
  if (!sealed.subarray(0, BODY_AT).equals(head) || tail.toString() !== AFTER) {
    throw new Unreadable('not as it was written: its checksum differs');
  }
  return { body: body.toString('utf8'), sum };
}

/** JSON of a verified body. */
export function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (thrown) {
    throw new Unreadable('not JSON', { cause: thrown });
  }
}
