import { PatchbayError } from '../../domain/errors.js';
import type { ComputerId } from '../../domain/ids.js';
import type { Logons } from '../../ports/logons.js';
import type { Authenticator, SealedMessage, SecurityContext } from './authenticator.js';
import type { WinRmShell, WinRmTarget, WinRmTransport } from './transport.js';

/**
 * An authenticator whose proof waits for its turn. What is sent before tells the service nothing that it could refuse: the
 * first token of NTLM names no account, so that a computer that does not answer holds up nobody (MS-NLMP 3.1.5.1).
 */
export function guardedAuthenticator(inner: Authenticator, computer: ComputerId, logons: Logons): Authenticator {
  return { scheme: inner.scheme, begin: (peer) => new GuardedContext(inner.begin(peer), computer, logons) };
}

class GuardedContext implements SecurityContext {
  readonly #inner: SecurityContext;
  readonly #computer: ComputerId;
  readonly #logons: Logons;
  #isProofSent = false;

  constructor(inner: SecurityContext, computer: ComputerId, logons: Logons) {
    this.#inner = inner;
    this.#computer = computer;
    this.#logons = logons;
  }

  async step(challenge: Buffer | null, signal?: AbortSignal): Promise<Buffer | null> {
    // Its turn comes first: until then the password may be another one.
    if (challenge !== null && !this.#isProofSent) await this.#logons.begin(this.#computer, signal);
    this.#isProofSent = challenge !== null;
    return this.#inner.step(challenge, signal);
  }

  taken(): void {
    this.#inner.taken?.();
    this.#logons.accepted(this.#computer);
  }

  async failed(error: unknown): Promise<unknown> {
    return judged(this.#logons, this.#computer, error);
  }

  get established(): boolean {
    return this.#inner.established;
  }

  seal(plain: Buffer): SealedMessage {
    return this.#inner.seal(plain);
  }

  unseal(message: SealedMessage): Buffer {
    return this.#inner.unseal(message);
  }
}

/** A transport whose first request is its proof: a logon from then on until there is a shell. */
export function guardedTransport(inner: WinRmTransport, logons: Logons): WinRmTransport {
  return {
    async withShell<T>(target: WinRmTarget, use: (shell: WinRmShell) => Promise<T>, signal: AbortSignal): Promise<T> {
      const { computer } = target;
      await logons.begin(computer, signal);
      try {
        return await inner.withShell(
          target,
          (shell) => {
            logons.accepted(computer);
            return use(shell);
          },
          signal,
        );
      } catch (error) {
        throw await judged(logons, computer, error);
      }
    },
  };
}

/** A refusal says something of the account or of the computer; anything else of neither. */
async function judged(logons: Logons, computer: ComputerId, error: unknown): Promise<unknown> {
  if (error instanceof PatchbayError && error.code === 'PB402') return logons.refused(computer);
  logons.unanswered(computer);
  return error;
}
