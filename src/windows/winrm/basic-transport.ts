import { PatchbayError } from '../../domain/errors.js';
import { Agents, startedOver } from './agents.js';
import type { Reply, Service } from './exchange.js';
import { failureOf } from './failures.js';
import { type Limits, limitsOf, type TransportLimits } from './limits.js';
import { post } from './post.js';
import { finish, tolerated } from './running.js';
import { addressOf, type CommandOutput, type WinRmShell, type WinRmTarget, type WinRmTransport } from './transport.js';
import { RequestWatch } from './watch.js';
import { loadWinRmClient } from './winrm-client.js';
import { within } from './within.js';

/** How long tidying up may take. */
const CLEANUP_MS = 10_000;
const ID = /^[A-Za-z0-9-]{1,64}$/;

/**
 * WinRM over HTTPS with Basic, for local accounts. winrm-client opens the shell, starts the command and deletes the
 * shell; output is received by a loop of ours, because winrm-client reads once and knows no exit code.
 */
export class BasicWinRmTransport implements WinRmTransport {
  readonly #client = loadWinRmClient();
  readonly #watch = new RequestWatch();
  readonly #agents = new Agents();
  readonly #limits: Limits;

  constructor(limits: TransportLimits = {}) {
    this.#limits = limitsOf(limits);
  }

  async withShell<T>(target: WinRmTarget, use: (shell: WinRmShell) => Promise<T>, signal: AbortSignal): Promise<T> {
    const shellId = await this.#call(target, signal, true, () => this.#client.Shell.doCreateShell(params(target)));
    checkId(target, shellId);
    try {
      return await use({ run: (line) => this.#run(target, shellId, line, signal) });
    } finally {
      await this.#delete(target, shellId);
    }
  }

  #run(target: WinRmTarget, shellId: string, command: string, outer: AbortSignal): Promise<CommandOutput> {
    return within(outer, this.#limits.commandMs, (signal) => this.#execute(target, shellId, command, signal));
  }

  async #execute(target: WinRmTarget, shellId: string, command: string, signal: AbortSignal): Promise<CommandOutput> {
    const commandId = await this.#call(target, signal, false, () =>
      this.#client.Command.doExecuteCommand({ ...params(target), shellId, command }),
    );
    checkId(target, commandId);
    return finish(this.#service(target), { shellId, commandId }, this.#limits.outputBytes, signal);
  }

  #service(target: WinRmTarget): Service {
    return {
      computer: target.computer,
      to: addressOf(target),
      holdSeconds: this.#limits.holdSeconds,
      exchange: (request, signal) => this.#post(target, request, signal),
    };
  }

  /** The last step, also after a failure, which it must not hide. A shell that stays ends by its idle timeout. */
  async #delete(target: WinRmTarget, shellId: string): Promise<void> {
    const remove = () => this.#client.Shell.doDeleteShell({ ...params(target), shellId });
    // Also where the caller's time is over.
    const own = new AbortController().signal;
    await tolerated(within(own, CLEANUP_MS, (signal) => this.#call(target, signal, true, remove)));
  }

  #call<T>(target: WinRmTarget, outer: AbortSignal, repeatable: boolean, call: () => Promise<T>): Promise<T> {
    const agent = this.#agents.of(target);
    return within(outer, this.#limits.requestMs, (signal) =>
      this.#watch.call(target.computer, signal, repeatable, () => startedOver(agent, call)),
    );
  }

  #post(target: WinRmTarget, body: string, outer: AbortSignal): Promise<Reply> {
    return within(outer, this.#limits.requestMs, async (signal) => {
      try {
        return { ...(await post(target, this.#agents.of(target), body, signal)), isProven: true };
      } catch (error) {
        throw failureOf(target.computer, signal.aborted ? signal.reason : error, null);
      }
    });
  }
}

function params(target: WinRmTarget) {
  return {
    host: target.host,
    port: target.port,
    path: '/wsman',
    username: target.user,
    password: target.password.reveal(),
    // Named, because winrm-client would guess it from the shape of the user name.
    authMethod: 'basic' as const,
    useHttps: true,
    rejectUnauthorized: true,
  };
}

/** What winrm-client took from the reply as an id: it believes whatever stands there. */
function checkId(target: WinRmTarget, id: unknown): void {
  if (typeof id === 'string' && ID.test(id)) return;
  throw new PatchbayError('PB405', { computer: target.computer, cause: 'no shell or command id' });
}
