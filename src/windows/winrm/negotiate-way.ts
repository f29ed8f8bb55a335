import type { Connection } from './connection.js';
import { ask, type Service } from './exchange.js';
import { failureOf } from './failures.js';
import { command, create, type Operation, readCommandId, readShellId, remove } from './soap.js';
import { addressOf, type WinRmTarget } from './transport.js';
import type { Way } from './way.js';
import { type XmlElement, XmlError } from './xml.js';

/** After so long without a word the service ends a shell that we could not delete, in seconds. */
const IDLE_SECONDS = 180;

/** Shells over a connection that is authenticated once. */
export class NegotiateWay implements Way {
  readonly service: Service;
  readonly #connection: Connection;

  constructor(target: WinRmTarget, connection: Connection, holdSeconds: number) {
    this.#connection = connection;
    this.service = {
      computer: target.computer,
      to: addressOf(target),
      holdSeconds,
      exchange: (request, signal) => connection.exchange(request, signal),
    };
  }

  get isOpen(): boolean {
    return this.#connection.isOpen;
  }

  create(signal: AbortSignal): Promise<string> {
    return this.#answered(create(IDLE_SECONDS), readShellId, signal);
  }

  start(shellId: string, line: string, signal: AbortSignal): Promise<string> {
    return this.#answered(command(shellId, line), readCommandId, signal);
  }

  async remove(shellId: string, signal: AbortSignal): Promise<void> {
    await this.#connection.reopen(signal);
    await ask(this.service, remove(shellId), () => true, signal);
  }

  close(): void {
    this.#connection.close();
  }

  /** "Nothing yet" is no answer to a Create or a Command. */
  async #answered(operation: Operation, read: (body: XmlElement) => string, signal: AbortSignal): Promise<string> {
    const answer = await ask(this.service, operation, read, signal);
    if (answer !== null) return answer;
    throw failureOf(this.service.computer, new XmlError('no answer within its own time'), null);
  }
}
