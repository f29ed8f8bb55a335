import type { SealedMessage } from './authenticator.js';

/** A body that is not what MS-WSMV 2.2.9.1 describes. */
export class SealedBodyError extends Error {
  override readonly name = 'SealedBodyError';
}

const PROTOCOL = 'application/HTTP-SPNEGO-session-encrypted';
export const SEALED_TYPE = `multipart/encrypted;protocol="${PROTOCOL}";boundary="Encrypted Boundary"`;
const CLOSER = Buffer.from('--Encrypted Boundary--\r\n', 'latin1');
/** NTLM's signature has 16 bytes; Kerberos' are longer, with what its encryption adds. */
const MOST_SIGNATURE = 1024;
/** Longer than any of the five lines. */
const MOST_LINE = 200;

const BOUNDARY = /^-- ?Encrypted Boundary$/;
const LINES = [
  BOUNDARY,
  /^\t?Content-Type: ?application\/HTTP-SPNEGO-session-encrypted$/i,
  /^\t?OriginalContent: ?type=application\/soap\+xml; ?charset=UTF-8; ?Length=(\d{1,9})$/i,
  BOUNDARY,
  /^\t?Content-Type: ?application\/octet-stream$/i,
] as const;

/**
 * The body of a sealed request, as Windows reads it: no blank lines, and no line end before the closer.
 * @param length of what was sealed, in bytes
 */
export function sealedBody({ signature, ciphertext }: SealedMessage, length: number): Buffer {
  const head = [
    '--Encrypted Boundary',
    `\tContent-Type: ${PROTOCOL}`,
    `\tOriginalContent: type=application/soap+xml;charset=UTF-8;Length=${length}`,
    '--Encrypted Boundary',
    '\tContent-Type: application/octet-stream',
    '',
  ].join('\r\n');
  const size = Buffer.allocUnsafe(4);
  size.writeUInt32LE(signature.length);
  return Buffer.concat([Buffer.from(head, 'latin1'), size, signature, ciphertext, CLOSER]);
}

/** Whether a reply says of itself that it is sealed. */
export function isSealed(contentType: string): boolean {
  return /^multipart\/encrypted\s*(;|$)/i.test(contentType);
}

/**
 * What a sealed body holds, as parts of it: nothing is copied. It is cut by the lengths that it tells, which have to add
 * up to its end; Windows' own deviations (no tabs, a space within the boundary) are taken. Throws SealedBodyError.
 */
export function readSealedBody(body: Buffer): { readonly message: SealedMessage; readonly length: number } {
  let at = 0;
  let length = -1;
  for (const pattern of LINES) {
    const end = body.subarray(at, at + MOST_LINE).indexOf('\r\n');
    const found = end < 0 ? null : pattern.exec(body.toString('latin1', at, at + end));
    if (found === null) throw new SealedBodyError('not the lines of a sealed body');
    if (found[1] !== undefined) length = Number(found[1]);
    at += end + 2;
  }
  return { message: messageIn(body.subarray(at), length), length };
}

function messageIn(rest: Buffer, length: number): SealedMessage {
  if (rest.length < 4) throw new SealedBodyError('a sealed body without a signature');
  const signed = rest.readUInt32LE(0);
  if (signed === 0 || signed > MOST_SIGNATURE) throw new SealedBodyError('a signature of no length that is possible');
  const end = 4 + signed + length;
  if (end > rest.length) throw new SealedBodyError('a sealed body that ends too early');
  if (!/^-- ?Encrypted Boundary--(\r\n)?$/.test(rest.toString('latin1', end, end + MOST_LINE)))
    throw new SealedBodyError('a sealed body of another length than it says');
  return { signature: rest.subarray(4, 4 + signed), ciphertext: rest.subarray(4 + signed, end) };
}
