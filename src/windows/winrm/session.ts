import { type ErrorCode, PatchbayError } from '../../domain/errors.js';
import type { Connection } from './connection.js';
import { ask, type Service } from './exchange.js';
import { failureOf } from './failures.js';
import type { Limits } from './limits.js';
import { finish, tolerated } from './running.js';
import { command, create, readCommandId, readShellId, remove } from './soap.js';
import { addressOf, type CommandOutput, type WinRmTarget } from './transport.js';
import { within } from './within.js';
import { XmlError } from './xml.js';

/** After so long without a word the service ends a shell that we could not delete, in seconds. */
const IDLE_SECONDS = 180;
/** How long ending a session may take. */
const ENDING_MS = 10_000;
/** After these the computer may still be there, and take our logon. */
const RECONNECTING = new Set<ErrorCode>(['PB401', 'PB405']);

/** A shell on a computer, over a connection of its own. */
export class Session {
  readonly #service: Service;
  readonly #connection: Connection;
  readonly #limits: Limits;
  readonly #shellId: string;
  #failure: unknown = null;
  #taken = 0;

  private constructor(service: Service, connection: Connection, limits: Limits, shellId: string) {
    this.#service = service;
    this.#connection = connection;
    this.#limits = limits;
    this.#shellId = shellId;
  }

  /** Opens the shell. Fails with the transport's codes. */
  static async open(
    target: WinRmTarget,
    connection: Connection,
    limits: Limits,
    signal: AbortSignal,
  ): Promise<Session> {
    const service: Service = {
      computer: target.computer,
      to: addressOf(target),
      holdSeconds: limits.holdSeconds,
      exchange: (request, inner) => connection.exchange(request, inner),
    };
    const shellId = answered(service, await ask(service, create(IDLE_SECONDS), readShellId, signal));
    return new Session(service, connection, limits, shellId);
  }

  /** Whether another command line may be run: nothing has failed so far, and the connection is there. */
  get isWhole(): boolean {
    return this.#failure === null && this.#connection.isOpen;
  }

  /** How many command lines the service took. */
  get taken(): number {
    return this.#taken;
  }

  /** Runs a line; whatever fails, the session is not whole any more. */
  async run(line: string, outer: AbortSignal): Promise<CommandOutput> {
    try {
      return await within(outer, this.#limits.commandMs, async (signal) => {
        const started = await ask(this.#service, command(this.#shellId, line), readCommandId, signal);
        const commandId = answered(this.#service, started);
        this.#taken++;
        return finish(this.#service, { shellId: this.#shellId, commandId }, this.#limits.outputBytes, signal);
      });
    } catch (error) {
      this.#failure = error;
      throw error;
    }
  }

  /**
   * Deletes the shell and closes the connection. What fails by it changes nothing: a shell that stays ends by its idle
   * timeout.
   */
  async end(): Promise<void> {
    const never = new AbortController().signal;
    try {
      if (this.#isWorthEnding) await tolerated(within(never, ENDING_MS, (signal) => this.#remove(signal)));
    } finally {
      this.#connection.close();
    }
  }

  /** Where our own connection broke, a new one ends the shell; a logon that was refused is not tried again. */
  get #isWorthEnding(): boolean {
    if (this.#connection.isOpen) return true;
    return this.#failure instanceof PatchbayError && RECONNECTING.has(this.#failure.code);
  }

  async #remove(signal: AbortSignal): Promise<void> {
    await this.#connection.reopen(signal);
    await ask(this.#service, remove(this.#shellId), () => true, signal);
  }
}

/** "Nothing yet" is no answer to a Create or a Command. */
function answered<T>({ computer }: Service, answer: T | null): T {
  if (answer === null) throw failureOf(computer, new XmlError('no answer within its own time'), null);
  return answer;
}
