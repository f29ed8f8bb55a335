const IN_ORDER = Uint8Array.from({ length: 256 }, (_, n) => n);

/** RC4, which NTLM seals with and Node's OpenSSL 3 no longer has: one key stream that goes on from message to message. */
export class Rc4 {
  readonly #state: Uint8Array;
  #i = 0;
  #j = 0;

  /** @param key 1 to 256 bytes */
  constructor(key: Uint8Array) {
    const state = IN_ORDER.slice();
    let j = 0;
    for (let i = 0; i < 256; i++) {
      const here = state[i] as number;
      j = (j + here + (key[i % key.length] as number)) & 0xff;
      state[i] = state[j] as number;
      state[j] = here;
    }
    this.#state = state;
  }

  /** The bytes under the next piece of the key stream: sealing and unsealing are the same. */
  update(bytes: Uint8Array): Buffer {
    const state = this.#state;
    const out = Buffer.allocUnsafe(bytes.length);
    let i = this.#i;
    let j = this.#j;
    for (let n = 0; n < bytes.length; n++) {
      i = (i + 1) & 0xff;
      const here = state[i] as number;
      j = (j + here) & 0xff;
      const there = state[j] as number;
      state[i] = there;
      state[j] = here;
      out[n] = (bytes[n] as number) ^ (state[(here + there) & 0xff] as number);
    }
    this.#i = i;
    this.#j = j;
    return out;
  }
}
