import { Reader, TokenError, u16 } from './bytes.js';

/** AV_PAIR ids (MS-NLMP 2.2.2.1). */
export const AV = {
  end: 0,
  computerName: 1,
  domainName: 2,
  dnsComputerName: 3,
  dnsDomainName: 4,
  dnsTreeName: 5,
  flags: 6,
  timestamp: 7,
  channelBindings: 10,
} as const;

/** In MsvAvFlags: the message carries a MIC. */
export const MIC_PRESENT = 2;

/** Reads a list up to its end mark. Throws TokenError where there is none, or where an id comes twice. */
export function parseAvPairs(bytes: Buffer): ReadonlyMap<number, Buffer> {
  const reader = new Reader(bytes);
  const found = new Map<number, Buffer>();
  for (let at = 0; ; ) {
    const [id, length] = [reader.u16(at), reader.u16(at + 2)];
    if (id === AV.end) return found;
    if (found.has(id)) throw new TokenError('an AV pair comes twice');
    found.set(id, reader.slice(at + 4, length));
    at += 4 + length;
  }
}

export function avPairs(pairs: readonly (readonly [id: number, value: Buffer])[]): Buffer {
  const parts = pairs.flatMap(([id, value]) => [u16(id), u16(value.length), value]);
  return Buffer.concat([...parts, u16(AV.end), u16(0)]);
}

/** Between 1601 and 1970, in units of 100 ns. */
const EPOCH = 116_444_736_000_000_000n;

/** FILETIME of milliseconds since 1970. */
export function fileTime(milliseconds: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(Math.trunc(milliseconds)) * 10_000n + EPOCH);
  return bytes;
}

export function fromFileTime(time: bigint): number {
  return Number((time - EPOCH) / 10_000n);
}
