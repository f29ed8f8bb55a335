import type { PatchbayError } from '../domain/errors.js';
import type { ComputerId } from '../domain/ids.js';

/**
 * Who may log on with an account now. A wrong password that many computers are tried with at once locks the account, so
 * each logon waits for its turn, and says how it ended.
 */
export interface Logons {
  /**
   * Waits until this computer may be shown the account's proof. Fails with PB417 (its profile is stopped) or PB419 (it
   * alone is), at once where it is known, or with the signal's reason.
   */
  begin(computer: ComputerId, signal?: AbortSignal): Promise<void>;
  /** The computer took it. Nothing is waited for. */
  accepted(computer: ComputerId): void;
  /** The computer answered 401. Gives what the call fails with: PB417, PB419, or PB418 where it is worth another try. */
  refused(computer: ComputerId): Promise<PatchbayError>;
  /** It ended without an answer. */
  unanswered(computer: ComputerId): void;
}

/** The accounts, as the configuration has them. */
export interface Accounts {
  readonly profiles: readonly string[];
  profileOf(computer: ComputerId): string | null;
  /** Reads a password again, where it comes from a file or a command; says whether it is another one now. */
  renew(profile: string): Promise<boolean>;
  /** A few bits of a slow hash of the account and its password, by a salt. */
  bitsOf(profile: string, salt: string): Promise<string>;
  newSalt(): string;
}
