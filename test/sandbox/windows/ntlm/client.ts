import { createHash, createHmac, randomBytes } from 'node:crypto';
import { md4 } from '../../../../sandbox/windows/ntlm/md4.js';
import { Rc4 } from '../../../../sandbox/windows/ntlm/rc4.js';

/** An NTLM client, byte by byte from MS-NLMP, that can be told to do things wrong. No client code of the bot's. */

const SIGNATURE = Buffer.from('NTLMSSP\0', 'latin1');
/** 56, KEY_EXCH, 128, VERSION, ESS, ALWAYS_SIGN, NTLM, SEAL, SIGN, REQUEST_TARGET, OEM, UNICODE. */
export const FLAGS = 0xe208_8237;

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}

function short(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function hmac(key: Buffer, ...parts: readonly Buffer[]): Buffer {
  return createHmac('md5', key).update(Buffer.concat(parts)).digest();
}

export function negotiate(flags = FLAGS): Buffer {
  return Buffer.concat([SIGNATURE, word(1), word(flags), Buffer.alloc(16), Buffer.from('0a00000000000f00', 'hex')]);
}

function pair(id: number, value: Buffer): Buffer {
  return Buffer.concat([short(id), short(value.length), value]);
}

/** What is in a CHALLENGE_MESSAGE: where the specification has it. */
export function challengeParts(token: Buffer) {
  const info = token.subarray(token.readUInt32LE(44), token.readUInt32LE(44) + token.readUInt16LE(40));
  const pairs = new Map<number, Buffer>();
  for (let at = 0; info.readUInt16LE(at) !== 0; at += 4 + info.readUInt16LE(at + 2)) {
    pairs.set(info.readUInt16LE(at), info.subarray(at + 4, at + 4 + info.readUInt16LE(at + 2)));
  }
  return { flags: token.readUInt32LE(20), nonce: token.subarray(24, 32), info, pairs };
}

export interface Answering {
  readonly user?: string;
  readonly domain?: string;
  readonly password?: string;
  /** In place of the server's time. */
  readonly time?: Buffer;
  /** MsvAvFlags; 2 says that there is a MIC. */
  readonly avFlags?: number;
  /** MsvAvChannelBindings. */
  readonly bindings?: Buffer;
  /** Taken out of the flags. */
  readonly without?: number;
  readonly spoilMic?: boolean;
}

export interface Answered {
  readonly token: Buffer;
  readonly sessionKey: Buffer;
  readonly flags: number;
}

export function authenticate(first: Buffer, challenge: Buffer, how: Answering = {}): Answered {
  const { user = 'admin', domain = '', password = 'secret', avFlags = 2 } = how;
  const { flags: offered, nonce, info, pairs } = challengeParts(challenge);
  const flags = (offered & ~(how.without ?? 0)) >>> 0;
  const extra = [
    ...(avFlags === 0 ? [] : [pair(6, word(avFlags))]),
    ...(how.bindings ? [pair(10, how.bindings)] : []),
    Buffer.alloc(4),
  ];
  const av = Buffer.concat([info.subarray(0, info.length - 4), ...extra]);
  const time = how.time ?? pairs.get(7) ?? Buffer.alloc(8);
  const temp = Buffer.concat([
    Buffer.from('0101000000000000', 'hex'),
    time,
    Buffer.alloc(8, 0xaa),
    word(0),
    av,
    word(0),
  ]);
  const text = (value: string): Buffer => Buffer.from(value, 'utf16le');
  const key = hmac(md4(text(password)), text(user.toUpperCase() + domain));
  const proof = hmac(key, nonce, temp);
  const base = hmac(key, proof);
  const exchanges = (flags & 0x4000_0000) !== 0;
  const sessionKey = exchanges ? randomBytes(16) : base;
  const letters = (value: string): Buffer => Buffer.from(value, (flags & 1) !== 0 ? 'utf16le' : 'latin1');
  const fields = [
    Buffer.alloc(24),
    Buffer.concat([proof, temp]),
    letters(domain),
    letters(user),
    letters('CLIENT'),
    exchanges ? new Rc4(base).update(sessionKey) : Buffer.alloc(0),
  ];
  const message = assembled(fields, flags);
  const mic = hmac(sessionKey, first, challenge, message);
  if (how.spoilMic) mic.writeUInt8(mic.readUInt8(0) ^ 1);
  if (avFlags !== 0) mic.copy(message, 72);
  return { token: message, sessionKey, flags };
}

/** Header, version and MIC of 88 bytes, then the fields' contents (MS-NLMP 2.2.1.3). */
function assembled(fields: readonly Buffer[], flags: number): Buffer {
  const header: Buffer[] = [SIGNATURE, word(3)];
  let at = 88;
  for (const field of fields) {
    header.push(short(field.length), short(field.length), word(at));
    at += field.length;
  }
  return Buffer.concat([...header, word(flags), Buffer.alloc(8), Buffer.alloc(16), ...fields]);
}

/** The client's end of a sealed connection, or the server's, to look at both from outside. */
export class Sealer {
  readonly #sign: Buffer;
  readonly #seal: Buffer;
  #stream: Rc4;
  #sequence = 0;

  constructor(sessionKey: Buffer, direction: 'client-to-server' | 'server-to-client') {
    const key = (use: string): Buffer =>
      createHash('md5').update(sessionKey).update(`session key to ${direction} ${use} key magic constant\0`).digest();
    this.#sign = key('signing');
    this.#seal = key('sealing');
    this.#stream = new Rc4(this.#seal);
  }

  crypt(bytes: Buffer): Buffer {
    return this.#stream.update(bytes);
  }

  signature(plain: Buffer): Buffer {
    const sequence = word(this.#sequence);
    this.#sequence += 1;
    const checksum = this.crypt(hmac(this.#sign, sequence, plain).subarray(0, 8));
    return Buffer.concat([word(1), checksum, sequence]);
  }

  sealed(plain: Buffer): { signature: Buffer; ciphertext: Buffer } {
    const ciphertext = this.crypt(plain);
    return { signature: this.signature(plain), ciphertext };
  }

  /** As both ends do after the list of mechanisms was signed. */
  rewind(): void {
    this.#stream = new Rc4(this.#seal);
  }
}

function der(tag: number, ...inside: readonly Buffer[]): Buffer {
  const body = Buffer.concat(inside);
  const length = body.length < 128 ? [body.length] : [0x82, body.length >> 8, body.length & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

export const NTLM = Buffer.from('060a2b06010401823702020a', 'hex');
export const KERBEROS = Buffer.from('06092a864886f712010202', 'hex');

export function mechanismList(...mechanisms: readonly Buffer[]): Buffer {
  return der(0x30, ...mechanisms);
}

export function spnegoInit(list: Buffer, token: Buffer | null): Buffer {
  const fields = [der(0xa0, list), ...(token ? [der(0xa2, der(4, token))] : [])];
  return der(0x60, Buffer.from('06062b0601050502', 'hex'), der(0xa0, der(0x30, ...fields)));
}

export function spnegoResponse(token: Buffer, mic: Buffer | null = null): Buffer {
  return der(0xa1, der(0x30, der(0xa2, der(4, token)), ...(mic ? [der(0xa3, der(4, mic))] : [])));
}
