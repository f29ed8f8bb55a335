import { PatchbayError } from '../../domain/errors.js';
import type { KeptSessions } from './kept-sessions.js';
import type { Session } from './session.js';
import type { CommandOutput, WinRmShell, WinRmTarget } from './transport.js';

/** Lends a session that is kept, or a new one, and keeps it for the next use. Fails as both do, or with what `use` throws. */
export async function lend<T>(
  kept: KeptSessions,
  target: WinRmTarget,
  open: () => Promise<Session>,
  use: (shell: WinRmShell) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const known = kept.take(target);
  const lease = new Lease(known ?? (await open()), known === null ? null : open);
  try {
    return await use({ run: (line) => lease.run(line, signal) });
  } finally {
    await kept.put(target, lease.session);
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
