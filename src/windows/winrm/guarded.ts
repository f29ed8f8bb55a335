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
    const token = await this.#inner.step(challenge, signal);
    if (challenge === null || token === null || this.#isProofSent) return token;
    await this.#logons.begin(this.#computer, signal);
    this.#isProofSent = true;
    return token;
  }

  taken(): void {
    this.#inner.taken?.();
    this.#logons.accepted(this.#computer);
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

/**
 * A transport whose logons have their turns: `eager` ones prove themselves with the first request, the others through
 * their authenticator. A refusal is judged: what fails then says whether the account is at fault, or the computer.
 */
export function guardedTransport(inner: WinRmTransport, logons: Logons, isEager: boolean): WinRmTransport {
  return {
    async withShell<T>(target: WinRmTarget, use: (shell: WinRmShell) => Promise<T>, signal: AbortSignal): Promise<T> {
      const { computer } = target;
      if (isEager) await logons.begin(computer, signal);
      try {
        return await inner.withShell(target, isEager ? taken(logons, computer, use) : use, signal);
      } catch (error) {
        logons.unanswered(computer);
        throw error instanceof PatchbayError && error.code === 'PB402' ? await logons.refused(computer) : error;
      }
    },
  };
}

/** Whoever has a shell was let in. */
function taken<T>(logons: Logons, computer: ComputerId, use: (shell: WinRmShell) => Promise<T>): typeof use {
  return (shell) => {
    logons.accepted(computer);
    return use(shell);
  };
}
