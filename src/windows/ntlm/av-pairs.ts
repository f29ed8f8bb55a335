import { AuthenticationError } from '../winrm/authenticator.js';
import { slice } from './bytes.js';

/** MsvAv… of MS-NLMP 2.2.2.1. */
export const AV = { eol: 0, flags: 6, timestamp: 7, targetName: 9, channelBindings: 10 } as const;

/** More than a domain controller has ever to say. */
const PAIRS_LIMIT = 64;

/** AV pairs in their order, without the one that ends them. Throws AuthenticationError where they do not end, or one comes twice. */
export function readAvPairs(bytes: Buffer): ReadonlyMap<number, Buffer> {
  const pairs = new Map<number, Buffer>();
  for (let at = 0; ; ) {
    const head = slice(bytes, at, 4);
    const id = head.readUInt16LE(0);
    if (id === AV.eol) return pairs;
    const value = slice(bytes, at + 4, head.readUInt16LE(2));
    if (pairs.has(id) || pairs.size >= PAIRS_LIMIT) throw new AuthenticationError('target information that is none');
    pairs.set(id, value);
    at += 4 + value.length;
  }
}

export function writeAvPairs(pairs: ReadonlyMap<number, Buffer>): Buffer {
  const written = [...pairs].map(([id, value]) => Buffer.concat([head(id, value.length), value]));
  return Buffer.concat([...written, head(AV.eol, 0)]);
}

function head(id: number, length: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt16LE(id, 0);
  bytes.writeUInt16LE(length, 2);
  return bytes;
}
