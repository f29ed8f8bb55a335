/** Shorter ones cost less than looking for them; longer ones are hardly the same twice. */
const [SHORTEST, LONGEST] = [11, 200];
const MOST = 20_000;

/**
 * Texts that many documents have in common, such as the titles and ids of patches, held in memory once: ten thousand
 * computers take half as much of it, and the less there is, the less each garbage collection keeps everybody waiting.
 */
export class SharedTexts {
  readonly #known = new Map<string, string>();

  /** An equal text: the one that is held already, where there is one. */
  shared(text: string): string {
    if (text.length < SHORTEST || text.length > LONGEST) return text;
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    // Whatever was given out stays as it is: beginning anew costs only memory.
    if (this.#known.size === MOST) this.#known.clear();
    this.#known.set(text, text);
    return text;
  }
}
