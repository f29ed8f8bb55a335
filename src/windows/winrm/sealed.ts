import type { SealedMessage } from './authenticator.js';

/** A body that is not what MS-WSMV 2.2.9.1 describes. */
export class SealedBodyError extends Error {
  override readonly name = 'SealedBodyError';
}

const PROTOCOL = 'application/HTTP-SPNEGO-session-encrypted';
export const SEALED_TYPE = `multipart/encrypted;protocol="${PROTOCOL}";boundary="Encrypted Boundary"`;
const OPENER = `--Encrypted Boundary\r\n\tContent-Type: ${PROTOCOL}\r\n\tOriginalContent: type=application/soap+xml;charset=UTF-8;Length=`;
const MIDDLE = '\r\n--Encrypted Boundary\r\n\tContent-Type: application/octet-stream\r\n';
const CLOSER = '--Encrypted Boundary--\r\n';
/** NTLM's signature has 16 bytes; Kerberos' are longer, with what its encryption adds. */
const MOST_SIGNATURE = 1024;
/** Longer than the five lines, or the last one. */
const MOST_LINES = 400;

const LINES = new RegExp(
  [
    '^-- ?Encrypted Boundary',
    '\\t?Content-Type: ?application/HTTP-SPNEGO-session-encrypted',
    '\\t?OriginalContent: ?type=application/soap\\+xml; ?charset=UTF-8; ?Length=(\\d{1,9})',
    '-- ?Encrypted Boundary',
    '\\t?Content-Type: ?application/octet-stream\\r\\n',
  ].join('\\r\\n'),
  'i',
);

/**
 * The body of a sealed request, as Windows reads it: no blank lines, and no line end before the closer.
 * @param length of what was sealed, in bytes
 */
export function sealedBody({ signature, ciphertext }: SealedMessage, length: number): Buffer {
  const head = `${OPENER}${length}${MIDDLE}`;
  const end = head.length + 4 + signature.length + ciphertext.length;
  const body = Buffer.allocUnsafe(end + CLOSER.length);
  body.write(head, 0, 'latin1');
  body.writeUInt32LE(signature.length, head.length);
  signature.copy(body, head.length + 4);
  ciphertext.copy(body, end - ciphertext.length);
  body.write(CLOSER, end, 'latin1');
  return body;
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
  const lines = LINES.exec(body.toString('latin1', 0, MOST_LINES));
  if (lines === null) throw new SealedBodyError('not the lines of a sealed body');
  const length = Number(lines[1]);
  return { message: messageIn(body.subarray(lines[0].length), length), length };
}

function messageIn(rest: Buffer, length: number): SealedMessage {
  if (rest.length < 4) throw new SealedBodyError('a sealed body without a signature');
  const signed = rest.readUInt32LE(0);
  if (signed === 0 || signed > MOST_SIGNATURE) throw new SealedBodyError('a signature of no length that is possible');
  const end = 4 + signed + length;
  if (end > rest.length) throw new SealedBodyError('a sealed body that ends too early');
  if (!/^-- ?Encrypted Boundary--(\r\n)?$/.test(rest.toString('latin1', end, end + MOST_LINES)))
    throw new SealedBodyError('a sealed body of another length than it says');
  return { signature: rest.subarray(4, 4 + signed), ciphertext: rest.subarray(4 + signed, end) };
}
