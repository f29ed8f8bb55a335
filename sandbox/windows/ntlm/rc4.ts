/** RC4's key stream, which goes on from call to call. Node's OpenSSL has it no more; NTLM has nothing else. */
export class Rc4 {
  readonly #state = Uint8Array.from({ length: 256 }, (_, index) => index);
  #i = 0;
  #j = 0;

  constructor(key: Uint8Array) {
    let j = 0;
    for (let i = 0; i < 256; i += 1) {
      j = (j + this.#at(i) + (key[i % key.length] ?? 0)) & 255;
      this.#swap(i, j);
    }
  }

  /** Encrypts or decrypts what comes next. */
  update(bytes: Uint8Array): Buffer {
    const out = Buffer.alloc(bytes.length);
    for (const [index, byte] of bytes.entries()) {
      this.#i = (this.#i + 1) & 255;
      this.#j = (this.#j + this.#at(this.#i)) & 255;
      this.#swap(this.#i, this.#j);
      out[index] = byte ^ this.#at((this.#at(this.#i) + this.#at(this.#j)) & 255);
    }
    return out;
  }

  #at(index: number): number {
    return this.#state[index] ?? 0;
  }

  #swap(one: number, other: number): void {
    const kept = this.#at(one);
    this.#state[one] = this.#at(other);
    this.#state[other] = kept;
  }
}
