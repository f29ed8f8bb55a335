import { PatchbayError } from '../../domain/errors.js';
import { Agents, startedOver } from './agents.js';
import type { Reply, Service } from './exchange.js';
import { failureOf, statusFailure } from './failures.js';
import { type Keeping, KeptSessions } from './kept-sessions.js';
import { lend } from './lease.js';
import { type Limits, limitsOf, type TransportLimits } from './limits.js';
import { Logon } from './logon.js';
import { post } from './post.js';
import { Session } from './session.js';
import { addressOf, type WinRmShell, type WinRmTarget, type WinRmTransport } from './transport.js';
import { RequestWatch } from './watch.js';
import type { Way } from './way.js';
import { loadWinRmClient } from './winrm-client.js';
import { within } from './within.js';

const ID = /^[A-Za-z0-9-]{1,64}$/;

/**
 * WinRM over HTTPS with Basic, for local accounts. winrm-client opens the shell, starts the command and deletes the
 * shell; output is received by a loop of ours, because winrm-client reads once and knows no exit code. Shells are kept
 * for a while for the next use.
 */
export class BasicWinRmTransport implements WinRmTransport {
  readonly #means = { client: loadWinRmClient(), watch: new RequestWatch(), agents: new Agents() };
  readonly #limits: Limits;
  readonly #kept: KeptSessions;

  constructor(options: TransportLimits & Keeping = {}) {
    this.#limits = limitsOf(options);
    this.#kept = new KeptSessions(options);
  }

  withShell<T>(target: WinRmTarget, use: (shell: WinRmShell) => Promise<T>, signal: AbortSignal): Promise<T> {
    const open = () => Session.open(new BasicWay(target, this.#means, this.#limits), this.#limits, signal);
    return lend(this.#kept, target, open, use, signal);
  }

  /** Ends what is kept. */
  close(): Promise<void> {
    return this.#kept.close();
  }
}

interface Means {
  readonly client: ReturnType<typeof loadWinRmClient>;
  readonly watch: RequestWatch;
  readonly agents: Agents;
}

/** Each request says who we are: connections come and go under a shell. */
class BasicWay implements Way {
  readonly isOpen = true;
  readonly service: Service;
  readonly #target: WinRmTarget;
  readonly #means: Means;
  readonly #requestMs: number;
  /** The password is said with every request. */
  readonly #logon = new Logon();

  constructor(target: WinRmTarget, means: Means, { requestMs, holdSeconds }: Limits) {
    this.#target = target;
    this.#means = means;
    this.#requestMs = requestMs;
    this.service = {
      computer: target.computer,
      to: addressOf(target),
      holdSeconds,
      exchange: (request, signal) => this.#post(request, signal),
    };
  }

  create(signal: AbortSignal): Promise<string> {
    const { Shell } = this.#means.client;
    return this.#identified(this.#call(signal, true, () => Shell.doCreateShell(params(this.#target))));
  }

  start(shellId: string, command: string, signal: AbortSignal): Promise<string> {
    const { Command } = this.#means.client;
    const start = () => Command.doExecuteCommand({ ...params(this.#target), shellId, command });
    return this.#identified(this.#call(signal, false, start));
  }

  async remove(shellId: string, signal: AbortSignal): Promise<void> {
    const { Shell } = this.#means.client;
    await this.#call(signal, true, () => Shell.doDeleteShell({ ...params(this.#target), shellId }));
  }

  close(): void {
    // The agent closes what stays unused.
  }

  #call<T>(outer: AbortSignal, repeatable: boolean, call: () => Promise<T>): Promise<T> {
    const { agents, watch } = this.#means;
    const agent = agents.of(this.#target);
    return within(outer, this.#requestMs, (signal) =>
      this.#logon.unlessRefused(() =>
        watch.call(this.#target.computer, signal, repeatable, () => startedOver(agent, signal, call)),
      ),
    );
  }

  #post(body: string, outer: AbortSignal): Promise<Reply> {
    return within(outer, this.#requestMs, (signal) =>
      this.#logon.unlessRefused(async () => {
        const reply = await this.#sent(body, signal);
        if (reply.status === 401) throw statusFailure(this.#target.computer, reply.status, reply.body);
        return { ...reply, isProven: true };
      }),
    );
  }

  async #sent(body: string, signal: AbortSignal): Promise<{ status: number; body: string }> {
    try {
      return await post(this.#target, this.#means.agents.of(this.#target), body, signal);
    } catch (error) {
      throw failureOf(this.#target.computer, signal.aborted ? signal.reason : error, null);
    }
  }

  /** What winrm-client took from the reply as an id: it believes whatever stands there. */
  async #identified(call: Promise<unknown>): Promise<string> {
    const id = await call;
    if (typeof id === 'string' && ID.test(id)) return id;
    throw new PatchbayError('PB405', { computer: this.#target.computer, cause: 'no shell or command id' });
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
