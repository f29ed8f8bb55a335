import { createHash } from 'node:crypto';
import type { ComputerId } from '../../src/domain/ids.js';
import type { Accounts } from '../../src/ports/logons.js';

/** One account, as the bot has it and as it is: both may change. */
export class PretendAccount {
  /** What the bot shows. */
  shown = 'right';
  /** What computers accept. */
  right = 'right';
  /** What a file or a command would give; null: it comes from the environment. */
  source: string | null = null;
  /** How many wrong passwords were shown to computers that look. */
  wrong = 0;
  /** How many of them in a row: what an account is locked by. */
  inRow = 0;
}

/** The accounts of a pretend fleet. All computers have one, unless a test says otherwise. */
export class PretendAccounts implements Accounts {
  readonly accounts = new Map<string, PretendAccount>([['fleet', new PretendAccount()]]);
  readonly profiles = ['fleet'];
  /** Computers that refuse everybody, whatever they show. */
  readonly hostile = new Set<ComputerId>();
  /** Every logon that was sent, in its order. */
  readonly logons: ComputerId[] = [];
  #salts = 0;

  of(profile: string): PretendAccount {
    const account = this.accounts.get(profile) ?? new PretendAccount();
    this.accounts.set(profile, account);
    return account;
  }

  profileOf(_: ComputerId): string {
    return 'fleet';
  }

  /** What a computer says to a logon with this password. */
  takes(computer: ComputerId, password: string): boolean {
    this.logons.push(computer);
    if (this.hostile.has(computer)) return false;
    const account = this.of(this.profileOf(computer));
    const isRight = password === account.right;
    account.wrong += isRight ? 0 : 1;
    account.inRow = isRight ? 0 : account.inRow + 1;
    return isRight;
  }

  async renew(profile: string): Promise<boolean> {
    const account = this.of(profile);
    if (account.source === null || account.source === account.shown) return false;
    account.shown = account.source;
    return true;
  }

  async bitsOf(profile: string, salt: string): Promise<string> {
    return createHash('sha256')
      .update(`${salt} ${this.of(profile).shown}`)
      .digest('hex')
      .slice(0, 8);
  }

  newSalt(): string {
    this.#salts += 1;
    return String(this.#salts);
  }
}
