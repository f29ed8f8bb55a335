import type { ComputerId } from '../../domain/ids.js';
import { tolerated } from './running.js';
import type { Session } from './session.js';
import type { WinRmTarget } from './transport.js';

export interface Keeping {
  /** How long a shell and the way to it wait for their next use, in seconds: less than 180. Left out, they do not. */
  readonly keepSeconds?: number;
  /** How many of them wait at most: 20 where it is left out. */
  readonly keepMost?: number;
}

interface Kept {
  readonly target: WinRmTarget;
  readonly session: Session;
  readonly timer: NodeJS.Timeout;
}

/** Sessions that wait for their next use, the longest waiting first, for a while and not too many of them. */
export class KeptSessions {
  readonly #keepMs: number;
  readonly #most: number;
  readonly #kept = new Set<Kept>();
  readonly #ending = new Set<Promise<void>>();

  constructor({ keepSeconds = 0, keepMost = 20 }: Keeping) {
    this.#keepMs = keepSeconds * 1000;
    this.#most = keepMost;
  }

  /** One that leads to the same computer in the same way as the same account, or null. */
  take(target: WinRmTarget): Session | null {
    for (const one of this.#kept) {
      if (one.target.computer !== target.computer) continue;
      this.#forget(one);
      if (one.session.isWhole && isSameWay(one.target, target)) return one.session;
      this.#end(one.session);
    }
    return null;
  }

  /** Waits for its end where it is not kept, so that who asked for it knows when all is over. */
  async put(target: WinRmTarget, session: Session): Promise<void> {
    if (this.#keepMs === 0 || this.#most === 0 || !session.isWhole) return session.end();
    const [longest] = this.#kept;
    if (this.#kept.size >= this.#most && longest !== undefined) this.#drop(longest);
    const timer = setTimeout(() => this.#drop(kept), this.#keepMs);
    const kept: Kept = { target, session, timer };
    timer.unref();
    this.#kept.add(kept);
  }

  /** Ends all of them. */
  async close(): Promise<void> {
    for (const one of this.#kept) this.#drop(one);
    await Promise.all(this.#ending);
  }

  #drop(one: Kept): void {
    this.#forget(one);
    this.#end(one.session);
  }

  #forget(one: Kept): void {
    clearTimeout(one.timer);
    this.#kept.delete(one);
  }

  #end(session: Session): void {
    const ending = tolerated(session.end()).finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }
}

type Named = Pick<WinRmTarget, 'host' | 'port' | 'scheme' | 'user' | 'authorities' | 'pin'> & { computer: ComputerId };

function isSameWay(one: WinRmTarget, other: WinRmTarget): boolean {
  const names: readonly (keyof Named)[] = ['computer', 'host', 'port', 'scheme', 'user', 'authorities', 'pin'];
  return names.every((name) => one[name] === other[name]) && one.password.reveal() === other.password.reveal();
}
