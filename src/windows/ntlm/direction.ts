import { timingSafeEqual } from 'node:crypto';
import { AuthenticationError, type SealedMessage } from '../winrm/authenticator.js';
import { u32 } from './bytes.js';
import { directionKeys, hmacMd5 } from './keys.js';
import { Rc4 } from './rc4.js';

const VERSION = u32(1);

/** Messages in one direction of a connection: a key stream and a number that go on from each to the next (MS-NLMP 3.4). */
export class DirectionSecurity {
  readonly #signKey: Buffer;
  readonly #sealKey: Buffer;
  #stream: Rc4;
  #sequence = 0;

  constructor(sessionKey: Buffer, direction: 'client-to-server' | 'server-to-client') {
    const { sign, seal } = directionKeys(sessionKey, direction);
    this.#signKey = sign;
    this.#sealKey = seal;
    this.#stream = new Rc4(seal);
  }

  seal(plain: Buffer): SealedMessage {
    const ciphertext = this.#stream.update(plain);
    return { ciphertext, signature: this.sign(plain) };
  }

  /** Throws AuthenticationError where the message is not the next one as it was sent; nothing after it is believed. */
  unseal({ signature, ciphertext }: SealedMessage): Buffer {
    const plain = this.#stream.update(ciphertext);
    this.verify(plain, signature);
    return plain;
  }

  /** MAC with extended session security and key exchange (MS-NLMP 3.4.4.2). */
  sign(plain: Buffer): Buffer {
    const sequence = u32(this.#sequence);
    this.#sequence += 1;
    const checksum = this.#stream.update(hmacMd5(this.#signKey, sequence, plain).subarray(0, 8));
    return Buffer.concat([VERSION, checksum, sequence]);
  }

  verify(plain: Buffer, signature: Buffer): void {
    const expected = this.sign(plain);
    if (signature.length === expected.length && timingSafeEqual(signature, expected)) return;
    throw new AuthenticationError('a message that is not as it was sent');
  }

  /** The key stream begins anew, the numbers go on: after a mechListMIC (MS-SPNG 3.2.5.1). */
  rewind(): void {
    this.#stream = new Rc4(this.#sealKey);
  }
}
