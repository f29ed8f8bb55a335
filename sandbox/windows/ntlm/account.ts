/** Who may come in. A domain's account is one and the same on all computers: locked on one, it is locked on all. */
export interface AccountFacts {
  readonly user: string;
  readonly password: string;
  /** The domain's NetBIOS and DNS names; null for an account of one computer. */
  readonly domain: readonly [netbios: string, dns: string] | null;
  /** After how many wrong passwords it is locked; 0: never. */
  readonly lockoutThreshold: number;
  /** For how long it is locked then, in milliseconds. */
  readonly lockoutMs: number;
}

export class Account {
  readonly facts: AccountFacts;
  readonly #now: () => number;
  #password: string;
  #wrong = 0;
  #lockedUntil = 0;

  constructor(facts: AccountFacts, now: () => number) {
    this.facts = facts;
    this.#now = now;
    this.#password = facts.password;
  }

  /** Wrong passwords since the last right one, or since the last lock. */
  get wrongPasswords(): number {
    return this.#wrong;
  }

  get locked(): boolean {
    return this.#now() < this.#lockedUntil;
  }

  setPassword(password: string): void {
    this.#password = password;
  }

  unlock(): void {
    this.#wrong = 0;
    this.#lockedUntil = 0;
  }

  /**
   * Whether a name means this account on a computer: bare, with the domain, as `name@domain`, and where it is a local
   * one with the computer's name or a dot.
   */
  isCalled(user: string, domain: string, computer: string): boolean {
    const at = user.lastIndexOf('@');
    const [name, place] = domain === '' && at > 0 ? [user.slice(0, at), user.slice(at + 1)] : [user, domain];
    const places = ['', ...(this.facts.domain ?? [computer, '.'])];
    return (
      name.toLowerCase() === this.facts.user.toLowerCase() &&
      places.some((each) => each.toLowerCase() === place.toLowerCase())
    );
  }

  /** Asks for a proof of the password; null where there is none, and where the account is locked. */
  prove<T>(proof: (password: string) => T | null): T | null {
    if (this.locked) return null;
    const found = proof(this.#password);
    this.#wrong = found === null ? this.#wrong + 1 : 0;
    if (this.facts.lockoutThreshold > 0 && this.#wrong >= this.facts.lockoutThreshold) {
      this.#lockedUntil = this.#now() + this.facts.lockoutMs;
      this.#wrong = 0;
    }
    return found;
  }
}
