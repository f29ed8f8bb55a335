import { Reader, TokenError, u32 } from '../ntlm/bytes.js';
import type { Sealed, SealedChannel } from '../ntlm/sealed-channel.js';

/** Bodies of `multipart/encrypted` (MS-WSMV 2.2.9.1): a form of its own, which no reader of MIME understands. */

const PROTOCOL = 'application/HTTP-SPNEGO-session-encrypted';
export const SEALED_TYPE = `multipart/encrypted;protocol="${PROTOCOL}";boundary="Encrypted Boundary"`;

const OPENING = new RegExp(
  `^-- ?Encrypted Boundary\\r\\n[\\t ]*Content-Type: ${PROTOCOL}\\r\\n` +
    '[\\t ]*OriginalContent: type=application/soap\\+xml;charset=UTF-8;Length=(\\d{1,9})\\r\\n' +
    '-- ?Encrypted Boundary\\r\\n[\\t ]*Content-Type: application/octet-stream\\r\\n',
  'i',
);
/** Longer than any opening. */
const OPENING_AT_MOST = 400;
const CLOSING = /^-- ?Encrypted Boundary--(\r\n)?$/;
const SIGNATURE_LENGTH = 16;

export function isSealed(contentType: string | undefined): boolean {
  return /^multipart\/encrypted\s*;/i.test(contentType ?? '') && (contentType ?? '').includes(PROTOCOL);
}

/** Takes a body apart by the lengths that it states. Throws TokenError. */
export function parseSealed(body: Buffer): Sealed {
  const opening = OPENING.exec(body.subarray(0, OPENING_AT_MOST).toString('latin1'));
  if (!opening) throw new TokenError('it is not framed as MS-WSMV 2.2.9.1 says');
  const [head, length] = [opening[0].length, Number(opening[1])];
  const reader = new Reader(body);
  if (reader.u32(head) !== SIGNATURE_LENGTH) throw new TokenError('a signature of another length');
  const signature = reader.slice(head + 4, SIGNATURE_LENGTH);
  const start = head + 4 + SIGNATURE_LENGTH;
  const ciphertext = reader.slice(start, length);
  if (!CLOSING.test(body.subarray(start + length).toString('latin1'))) throw new TokenError('its length is another');
  return { signature, ciphertext };
}

/** Seals a reply for the client of this channel. */
export function sealedBody(channel: SealedChannel, plain: Buffer): Buffer {
  const { signature, ciphertext } = channel.seal(plain);
  return Buffer.concat([
    Buffer.from(
      `--Encrypted Boundary\r\n\tContent-Type: ${PROTOCOL}\r\n` +
        `\tOriginalContent: type=application/soap+xml;charset=UTF-8;Length=${plain.length}\r\n` +
        '--Encrypted Boundary\r\n\tContent-Type: application/octet-stream\r\n',
      'latin1',
    ),
    u32(signature.length),
    signature,
    ciphertext,
    Buffer.from('--Encrypted Boundary--\r\n', 'latin1'),
  ]);
}
