import { createHash, createHmac } from 'node:crypto';
import { utf16 } from './bytes.js';
import { md4 } from './md4.js';

export function hmacMd5(key: Buffer, ...parts: readonly Buffer[]): Buffer {
  const mac = createHmac('md5', key);
  for (const part of parts) mac.update(part);
  return mac.digest();
}

/** NTOWFv2 (MS-NLMP 3.3.2). The domain is taken as it is written. */
export function ntowfv2(user: string, password: string, domain: string): Buffer {
  return hmacMd5(md4(utf16(password)), utf16(upperCase(user) + domain));
}

/** Letters whose capitals Windows' tables do not know: micro, dotless i, long s, and those of Georgian. */
const WITHOUT_CAPITAL = /[\u00b5\u0131\u017f\u10d0-\u10ff]/;

/** One UTF-16 unit after the other, as Windows does: none becomes two, and what lies beyond U+FFFF stays. */
function upperCase(text: string): string {
  return text.replaceAll(/./gs, (unit) => {
    const upper = unit.toUpperCase();
    return upper.length === 1 && !WITHOUT_CAPITAL.test(unit) ? upper : unit;
  });
}

export interface Proof {
  readonly ntResponse: Buffer;
  readonly sessionBaseKey: Buffer;
}

/**
 * NTLMv2_RESPONSE and SessionBaseKey (MS-NLMP 3.3.2).
 *
 * @param time FILETIME, 8 bytes
 */
export function prove(
  responseKey: Buffer,
  given: {
    readonly serverChallenge: Buffer;
    readonly clientChallenge: Buffer;
    readonly time: Buffer;
    readonly targetInfo: Buffer;
  },
): Proof {
  const { serverChallenge, clientChallenge, time, targetInfo } = given;
  const version = Buffer.from([1, 1, 0, 0, 0, 0, 0, 0]);
  const temp = Buffer.concat([version, time, clientChallenge, Buffer.alloc(4), targetInfo, Buffer.alloc(4)]);
  const proof = hmacMd5(responseKey, serverChallenge, temp);
  return { ntResponse: Buffer.concat([proof, temp]), sessionBaseKey: hmacMd5(responseKey, proof) };
}

type Direction = 'client-to-server' | 'server-to-client';

/** SIGNKEY and SEALKEY with 128 bits (MS-NLMP 3.4.5.2, 3.4.5.3). */
export function directionKeys(
  sessionKey: Buffer,
  direction: Direction,
): { readonly sign: Buffer; readonly seal: Buffer } {
  const keyFor = (use: string) =>
    createHash('md5').update(sessionKey).update(`session key to ${direction} ${use} key magic constant\0`).digest();
  return { sign: keyFor('signing'), seal: keyFor('sealing') };
}

/** A point in time as FILETIME: tenths of microseconds since 1601. */
export function filetime(milliseconds: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE((BigInt(Math.trunc(milliseconds)) + 11_644_473_600_000n) * 10_000n);
  return bytes;
}
