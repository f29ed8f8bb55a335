import { AuthenticationError } from '../winrm/authenticator.js';
import { AV, readAvPairs } from './av-pairs.js';
import { slice, u32 } from './bytes.js';

const SIGNATURE = Buffer.from('NTLMSSP\0', 'latin1');

/** NEGOTIATE flags (MS-NLMP 2.2.2.5). */
const FLAG = {
  unicode: 0x1,
  oem: 0x2,
  requestTarget: 0x4,
  sign: 0x10,
  seal: 0x20,
  ntlm: 0x200,
  alwaysSign: 0x8000,
  extendedSessionSecurity: 0x80000,
  targetInfo: 0x800000,
  version: 0x2000000,
  bits128: 0x20000000,
  keyExchange: 0x40000000,
  bits56: 0x80000000,
} as const;

/** What we offer. */
const OFFERED =
  FLAG.unicode |
  FLAG.oem |
  FLAG.requestTarget |
  FLAG.sign |
  FLAG.seal |
  FLAG.ntlm |
  FLAG.alwaysSign |
  FLAG.extendedSessionSecurity |
  FLAG.version |
  FLAG.bits128 |
  FLAG.keyExchange |
  FLAG.bits56;

/** What we do not do without: a service that takes any of it away would make us weaker than every Windows since Vista. */
const NEEDED =
  FLAG.unicode |
  FLAG.sign |
  FLAG.seal |
  FLAG.ntlm |
  FLAG.extendedSessionSecurity |
  FLAG.targetInfo |
  FLAG.bits128 |
  FLAG.keyExchange;

/** In AUTHENTICATE, as Windows says it: what both agreed on. */
const ANSWERED = (OFFERED | FLAG.targetInfo) & ~FLAG.oem;

/** Five names of 255 characters, and all else that Windows says, take less; ours goes on top of it. In bytes. */
const MOST_TARGET_INFO = 8192;

/** Windows 10.0, NTLMSSP revision 15 (MS-NLMP 2.2.2.10): only shown in logs. */
const VERSION = Buffer.from([10, 0, 0, 0, 0, 0, 0, 15]);

/** MS-NLMP 2.2.1.1: names nobody yet. */
export function negotiateMessage(): Buffer {
  return Buffer.concat([SIGNATURE, u32(1), u32(OFFERED), Buffer.alloc(16), VERSION]);
}

export interface Challenge {
  readonly flags: number;
  /** 8 bytes. */
  readonly serverChallenge: Buffer;
  readonly targetInfo: ReadonlyMap<number, Buffer>;
}

/** MS-NLMP 2.2.1.2. Throws AuthenticationError where it is none, or would weaken what is agreed on. */
export function readChallenge(bytes: Buffer): Challenge {
  if (!slice(bytes, 0, 8).equals(SIGNATURE) || slice(bytes, 8, 4).readUInt32LE() !== 2) {
    throw new AuthenticationError('not an NTLM challenge');
  }
  const flags = slice(bytes, 20, 4).readUInt32LE();
  if ((flags & NEEDED) >>> 0 !== NEEDED) throw new AuthenticationError('NTLM weaker than it has to be');
  const information = payload(bytes, 40);
  if (information.length > MOST_TARGET_INFO) throw new AuthenticationError('more target information than there is');
  const targetInfo = readAvPairs(information);
  const timestamp = targetInfo.get(AV.timestamp);
  if (timestamp !== undefined && timestamp.length !== 8) throw new AuthenticationError('a time that is none');
  return { flags, serverChallenge: slice(bytes, 24, 8), targetInfo };
}

function payload(bytes: Buffer, fieldsAt: number): Buffer {
  const fields = slice(bytes, fieldsAt, 8);
  return slice(bytes, fields.readUInt32LE(4), fields.readUInt16LE(0));
}

export interface Authenticate {
  readonly flags: number;
  readonly ntResponse: Buffer;
  readonly domain: Buffer;
  readonly user: Buffer;
  readonly encryptedSessionKey: Buffer;
}

const MIC_AT = 72;
const PAYLOAD_AT = 88;
/** As MS-NLMP 3.1.5.1.2 wants it where the challenge has a time; LMv2 itself is never needed. */
const LM_RESPONSE = Buffer.alloc(24);

/** MS-NLMP 2.2.1.3, its MIC still zero. */
export function authenticateMessage(message: Authenticate): Buffer {
  const nobody = Buffer.alloc(0);
  const parts = [LM_RESPONSE, message.ntResponse, message.domain, message.user, nobody, message.encryptedSessionKey];
  let at = PAYLOAD_AT;
  const fields = parts.map((part) => {
    const field = Buffer.alloc(8);
    field.writeUInt16LE(part.length, 0);
    field.writeUInt16LE(part.length, 2);
    field.writeUInt32LE(at, 4);
    at += part.length;
    return field;
  });
  const flags = u32(message.flags & ANSWERED);
  return Buffer.concat([SIGNATURE, u32(3), ...fields, flags, VERSION, Buffer.alloc(PAYLOAD_AT - MIC_AT), ...parts]);
}

/** @param mic 16 bytes */
export function withMic(message: Buffer, mic: Buffer): Buffer {
  const signed = Buffer.from(message);
  mic.copy(signed, MIC_AT);
  return signed;
}
