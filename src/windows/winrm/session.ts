import { type ErrorCode, PatchbayError } from '../../domain/errors.js';
import type { Limits } from './limits.js';
import { finish, tolerated } from './running.js';
import type { CommandOutput } from './transport.js';
import type { Way } from './way.js';
import { within } from './within.js';

/** How long ending a session may take. */
const ENDING_MS = 10_000;
/** After these the computer may still be there, and take our logon. */
const RECONNECTING = new Set<ErrorCode>(['PB401', 'PB405']);

/** A shell on a computer, and the way to it. */
export class Session {
  readonly #way: Way;
  readonly #limits: Limits;
  readonly #shellId: string;
  #failure: unknown = null;
  #taken = 0;

  private constructor(way: Way, limits: Limits, shellId: string) {
    this.#way = way;
    this.#limits = limits;
    this.#shellId = shellId;
  }

  /** Opens the shell. Fails with the transport's codes, the way closed. */
  static async open(way: Way, limits: Limits, signal: AbortSignal): Promise<Session> {
    try {
      return new Session(way, limits, await way.create(signal));
    } catch (error) {
      way.close();
      throw error;
    }
  }

  /** Whether another command line may be run: nothing has failed so far, and the way is there. */
  get isWhole(): boolean {
    return this.#failure === null && this.#way.isOpen;
  }

  /** How many command lines the service took. */
  get taken(): number {
    return this.#taken;
  }

  /** Runs a line; whatever fails, the session is not whole any more. */
  async run(line: string, outer: AbortSignal): Promise<CommandOutput> {
    try {
      return await within(outer, this.#limits.commandMs, async (signal) => {
        const commandId = await this.#way.start(this.#shellId, line, signal);
        this.#taken++;
        return finish(this.#way.service, { shellId: this.#shellId, commandId }, this.#limits.outputBytes, signal);
      });
    } catch (error) {
      this.#failure = error;
      throw error;
    }
  }

  /**
   * Deletes the shell and closes the way. What fails by it changes nothing: a shell that stays ends by its idle timeout.
   */
  async end(): Promise<void> {
    const never = new AbortController().signal;
    const remove = (signal: AbortSignal) => this.#way.remove(this.#shellId, signal);
    try {
      if (this.#isWorthEnding) await tolerated(within(never, ENDING_MS, remove));
    } finally {
      this.#way.close();
    }
  }

  /** Where our own connection broke, a new one ends the shell; a logon that was refused is not tried again. */
  get #isWorthEnding(): boolean {
    if (this.#way.isOpen) return true;
    return this.#failure instanceof PatchbayError && RECONNECTING.has(this.#failure.code);
  }
}
