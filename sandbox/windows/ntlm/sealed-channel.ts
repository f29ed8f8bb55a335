import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { TokenError, u32 } from './bytes.js';
import { FLAG, has } from './flags.js';
import { Rc4 } from './rc4.js';

/** A message as it travels in multipart/encrypted: its signature apart from its ciphertext. */
export interface Sealed {
  readonly signature: Buffer;
  readonly ciphertext: Buffer;
}

type Direction = 'client-to-server' | 'server-to-client';

/** What one direction of a connection has: keys that stay and a key stream that goes on (MS-NLMP 3.4.4, 3.4.5). */
class HalfChannel {
  readonly #signKey: Buffer;
  readonly #sealKey: Buffer;
  readonly #encryptsChecksum: boolean;
  #stream: Rc4;
  #sequence = 0;

  constructor(sessionKey: Buffer, flags: number, direction: Direction) {
    const magic = (use: string): string => `session key to ${direction} ${use} key magic constant\0`;
    const keyOf = (key: Buffer, use: string): Buffer => createHash('md5').update(key).update(magic(use)).digest();
    this.#signKey = keyOf(sessionKey, 'signing');
    this.#sealKey = keyOf(weakened(sessionKey, flags), 'sealing');
    this.#encryptsChecksum = has(flags, FLAG.keyExchange);
    this.#stream = new Rc4(this.#sealKey);
  }

  /** Applies the key stream, which is its own inverse. */
  crypt(bytes: Buffer): Buffer {
    return this.#stream.update(bytes);
  }

  /** The signature of the next message: data first, checksum second, out of the same stream. */
  signature(plain: Buffer): Buffer {
    const sequence = u32(this.#sequence);
    this.#sequence += 1;
    const checksum = createHmac('md5', this.#signKey).update(sequence).update(plain).digest().subarray(0, 8);
    return Buffer.concat([u32(1), this.#encryptsChecksum ? this.crypt(checksum) : checksum, sequence]);
  }

  /** The key stream begins anew, the sequence number goes on: after a mechListMIC (MS-SPNG 3.3.5.1). */
  rewind(): void {
    this.#stream = new Rc4(this.#sealKey);
  }
}

/** SEALKEY (MS-NLMP 3.4.5.3): what was not negotiated as 128 bits is cut. */
function weakened(key: Buffer, flags: number): Buffer {
  if (has(flags, FLAG.bits128)) return key;
  return key.subarray(0, has(flags, FLAG.bits56) ? 7 : 5);
}

/** The server's end of an authenticated connection. */
export class SealedChannel {
  readonly #incoming: HalfChannel;
  readonly #outgoing: HalfChannel;

  constructor(sessionKey: Buffer, flags: number) {
    this.#incoming = new HalfChannel(sessionKey, flags, 'client-to-server');
    this.#outgoing = new HalfChannel(sessionKey, flags, 'server-to-client');
  }

  seal(plain: Buffer): Sealed {
    const ciphertext = this.#outgoing.crypt(plain);
    return { signature: this.#outgoing.signature(plain), ciphertext };
  }

  /** Throws TokenError where the message was changed, repeated or is not the next one: the channel is of no use then. */
  unseal({ signature, ciphertext }: Sealed): Buffer {
    const plain = this.#incoming.crypt(ciphertext);
    if (!same(this.#incoming.signature(plain), signature)) throw new TokenError('a message does not unseal');
    return plain;
  }

  /** Whether the client signed its list of mechanisms. */
  verifyList(list: Buffer, signature: Buffer): boolean {
    const isRight = same(this.#incoming.signature(list), signature);
    this.#incoming.rewind();
    return isRight;
  }

  signList(list: Buffer): Buffer {
    const signature = this.#outgoing.signature(list);
    this.#outgoing.rewind();
    return signature;
  }
}

export function same(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
