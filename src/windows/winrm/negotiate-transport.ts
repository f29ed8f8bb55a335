import type { Authenticator } from './authenticator.js';
import { Connection } from './connection.js';
import { Trust } from './dial.js';
import { type Keeping, KeptSessions } from './kept-sessions.js';
import { lend } from './lease.js';
import { type Limits, limitsOf, type TransportLimits } from './limits.js';
import { NegotiateWay } from './negotiate-way.js';
import { Session } from './session.js';
import type { WinRmShell, WinRmTarget, WinRmTransport } from './transport.js';

export interface NegotiateOptions extends TransportLimits, Keeping {
  /** How an account proves who it is. */
  readonly authenticatorOf: (account: Pick<WinRmTarget, 'computer' | 'user' | 'password'>) => Authenticator;
}

/**
 * WinRM as a stock Windows takes it: Negotiate over http, where every message is sealed, or over https, bound to the
 * certificate. A connection is authenticated once; it and its shell are kept for a while for the next use.
 */
export class NegotiateWinRmTransport implements WinRmTransport {
  readonly #authenticatorOf: NegotiateOptions['authenticatorOf'];
  readonly #limits: Limits;
  readonly #trust = new Trust();
  readonly #kept: KeptSessions;

  constructor(options: NegotiateOptions) {
    this.#authenticatorOf = options.authenticatorOf;
    this.#limits = limitsOf(options);
    this.#kept = new KeptSessions(options);
  }

  withShell<T>(target: WinRmTarget, use: (shell: WinRmShell) => Promise<T>, signal: AbortSignal): Promise<T> {
    return lend(this.#kept, target, () => this.#open(target, signal), use, signal);
  }

  /** Ends what is kept. */
  close(): Promise<void> {
    return this.#kept.close();
  }

  async #open(target: WinRmTarget, signal: AbortSignal): Promise<Session> {
    const { requestMs } = this.#limits;
    const means = { authenticator: this.#authenticatorOf(target), trust: this.#trust, requestMs };
    const connection = await Connection.open(target, means, signal);
    return Session.open(new NegotiateWay(target, connection, this.#limits.holdSeconds), this.#limits, signal);
  }
}
