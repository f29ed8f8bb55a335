import { PatchbayError } from '../../domain/errors.js';

/** What a service thinks of our logon. Each refusal may count towards locking the account: after the first nothing is asked. */
export class Logon {
  #refusal: PatchbayError | null = null;

  /** Does what needs the logon; fails with PB402 where it was refused before. */
  async unlessRefused<T>(work: () => Promise<T>): Promise<T> {
    if (this.#refusal !== null) throw this.#refusal;
    try {
      return await work();
    } catch (error) {
      if (error instanceof PatchbayError && error.code === 'PB402') this.#refusal = error;
      throw error;
    }
  }
}
