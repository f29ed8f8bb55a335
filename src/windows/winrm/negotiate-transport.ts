import { PatchbayError } from '../../domain/errors.js';
import type { Authenticator } from './authenticator.js';
import { Connection } from './connection.js';
import { Trust } from './dial.js';
import { KeptSessions } from './kept-sessions.js';
import { type Limits, limitsOf, type TransportLimits } from './limits.js';
import { Session } from './session.js';
import type { CommandOutput, WinRmShell, WinRmTarget, WinRmTransport } from './transport.js';

export interface NegotiateOptions extends TransportLimits {
  /** How an account proves who it is. */
  readonly authenticatorOf: (account: Pick<WinRmTarget, 'computer' | 'user' | 'password'>) => Authenticator;
  /** How long a shell and its connection wait for their next use, in seconds: less than 180, 0 for not at all. */
  readonly keepSeconds?: number;
  /** How many of them wait at most. */
  readonly keepMost?: number;
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
    this.#kept = new KeptSessions((options.keepSeconds ?? 5) * 1000, options.keepMost ?? 20);
  }

  async withShell<T>(target: WinRmTarget, use: (shell: WinRmShell) => Promise<T>, signal: AbortSignal): Promise<T> {
    const kept = this.#kept.take(target);
    const lease = new Lease(
      kept ?? (await this.#open(target, signal)),
      kept === null ? null : () => this.#open(target, signal),
    );
    try {
      return await use({ run: (line) => lease.run(line, signal) });
    } finally {
      await this.#kept.put(target, lease.session);
    }
  }

  /** Ends what is kept. */
  close(): Promise<void> {
    return this.#kept.close();
  }

  async #open(target: WinRmTarget, signal: AbortSignal): Promise<Session> {
    const { requestMs } = this.#limits;
    const means = { authenticator: this.#authenticatorOf(target), trust: this.#trust, requestMs };
    const connection = await Connection.open(target, means, signal);
    try {
      return await Session.open(target, connection, this.#limits, signal);
    } catch (error) {
      connection.close();
      throw error;
    }
  }
}

/** A session in use. One that was kept may be gone by now: a first line that was not taken goes to a new one. */
class Lease {
  session: Session;
  #renew: (() => Promise<Session>) | null;
  #last: Promise<unknown> = Promise.resolve();

  constructor(session: Session, renew: (() => Promise<Session>) | null) {
    this.session = session;
    this.#renew = renew;
  }

  /** One line after the other: a connection has one request in flight. */
  run(line: string, signal: AbortSignal): Promise<CommandOutput> {
    const run = this.#last.then(() => this.#run(line, signal));
    this.#last = run.catch(() => undefined);
    return run;
  }

  async #run(line: string, signal: AbortSignal): Promise<CommandOutput> {
    const renew = this.#renew;
    this.#renew = null;
    const { taken } = this.session;
    try {
      return await this.session.run(line, signal);
    } catch (error) {
      const isGone = error instanceof PatchbayError && error.code === 'PB414';
      if (renew === null || !isGone || this.session.taken !== taken) throw error;
      await this.session.end();
      this.session = await renew();
      return this.session.run(line, signal);
    }
  }
}
