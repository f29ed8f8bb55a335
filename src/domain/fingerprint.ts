/** Texts that are hashed at once: some tens of kilobytes, done in a fraction of a millisecond. */
const AT_ONCE = 256;

/**
 * The hash of many texts in their order, whatever their number: hashed some at a time, so that ten thousand of them are
 * never one long text that everybody waits for. None of them may hold a line feed.
 */
export class Fingerprint {
  readonly #hash: (text: string) => string;
  readonly #hashed: string[] = [];
  #texts: string[] = [];

  constructor(hash: (text: string) => string) {
    this.#hash = hash;
  }

  add(text: string): void {
    this.#texts.push(text);
    if (this.#texts.length === AT_ONCE) this.#fold();
  }

  /** Of all that was added so far, and nothing more may be. */
  get value(): string {
    this.#fold();
    return this.#hash(this.#hashed.join('\n'));
  }

  #fold(): void {
    if (this.#texts.length === 0) return;
    this.#hashed.push(this.#hash(this.#texts.join('\n')));
    this.#texts = [];
  }
}
