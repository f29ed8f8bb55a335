import type { Credentials } from './configuration.js';
import type { Secret } from './secret.js';

/** An account with the password that was read last. */
export class Account implements Credentials {
  readonly profile: string;
  readonly user: string;
  readonly authorities: string | null;
  #password: Secret;
  readonly #again: (() => Promise<Secret | null>) | null;

  /** @param again reads the password once more; null where it cannot change while the process runs */
  constructor(
    { profile, user, authorities }: Pick<Credentials, 'profile' | 'user' | 'authorities'>,
    password: Secret,
    again: (() => Promise<Secret | null>) | null,
  ) {
    this.profile = profile;
    this.user = user;
    this.authorities = authorities;
    this.#password = password;
    this.#again = again;
  }

  get password(): Secret {
    return this.#password;
  }

  async renew(): Promise<boolean> {
    const read = await this.#again?.();
    if (read == null || read.reveal() === this.#password.reveal()) return false;
    this.#password = read;
    return true;
  }
}
