import { asFailure } from '../../../src/domain/errors.js';
import type { ComputerId } from '../../../src/domain/ids.js';
import type { Contact } from '../../../src/domain/job.js';
import type { KnownComputer } from '../../../src/ports/endpoint.js';
import { WinRmDetachedJobs } from '../../../src/windows/jobs/detached-jobs.js';
import { ntlmAuthenticator } from '../../../src/windows/ntlm/authenticator.js';
import { AutoWinRmTransport } from '../../../src/windows/winrm/auto-transport.js';
import { BasicWinRmTransport } from '../../../src/windows/winrm/basic-transport.js';
import { NegotiateWinRmTransport } from '../../../src/windows/winrm/negotiate-transport.js';
import type { WinRmConnection } from '../../../src/windows/winrm/transport.js';
import type { Effect, Observation } from '../../../src/workflows/engine/protocol.js';
import { LOOKED_UP } from '../../support/machine-walk.js';

/** Longer than any answer takes on a busy machine. */
const REQUEST_SECONDS = 1.5;

type Call = Exclude<Effect, { do: 'wait' | 'finish' }>;
type IsIt = (contact: Contact) => Promise<boolean>;

/** One life of the bot: all that it has in memory, and its connections. */
export class Bot {
  readonly #life = new AbortController();
  readonly #negotiate: NegotiateWinRmTransport;
  readonly #jobs: WinRmDetachedJobs;

  constructor(connection: WinRmConnection, keepSeconds: number) {
    const limits = { requestSeconds: REQUEST_SECONDS };
    this.#negotiate = new NegotiateWinRmTransport({ ...limits, keepSeconds, authenticatorOf: ntlmAuthenticator });
    const transport = new AutoWinRmTransport({
      ...limits,
      negotiate: this.#negotiate,
      basic: new BasicWinRmTransport(limits),
      chosen: () => undefined,
    });
    const { signal } = this.#life;
    this.#jobs = new WinRmDetachedJobs({ transport, connectionOf: () => connection, callSeconds: 20, signal });
  }

  get isOver(): boolean {
    return this.#life.signal.aborted;
  }

  /** What is under way is cut off. */
  kill(): void {
    this.#life.abort();
  }

  async close(): Promise<void> {
    this.#life.abort();
    await this.#negotiate.close();
  }

  /**
   * Does what the state machine asks for, as the engine does it.
   * @param isIt whether who answers is the computer
   */
  async does(computer: ComputerId, effect: Call, isIt: IsIt = async () => true): Promise<Observation> {
    try {
      if (effect.do === 'prepare') return { kind: 'prepared', contact: await this.#jobs.prepare(computer, isIt) };
      if ('machineId' in effect) return await this.#asked({ id: computer, machineId: effect.machineId }, effect);
    } catch (error) {
      return { kind: 'failed', failure: asFailure(error) };
    }
    switch (effect.do) {
      case 'keep':
        return { kind: 'kept', added: 0, changed: 0 };
      case 'look-up':
        return LOOKED_UP;
      case 'refuse':
        return { kind: 'failed', failure: effect.failure };
    }
  }

  async #asked(computer: KnownComputer, call: Extract<Call, { machineId: string }>): Promise<Observation> {
    switch (call.do) {
      case 'submit':
        return { kind: 'job', state: await this.#jobs.submit(computer, call.order) };
      case 'poll':
        return { kind: 'job', state: await this.#jobs.poll(computer, call.key) };
      case 'acknowledge':
        await this.#jobs.acknowledge(computer, call.key);
        return { kind: 'acknowledged' };
      case 'stop':
        await this.#jobs.stop(computer, call.key);
        return { kind: 'stop-sent' };
    }
  }
}
