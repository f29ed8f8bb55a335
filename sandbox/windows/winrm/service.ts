import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Certificate } from '../certificates.js';
import type { Account } from '../ntlm/account.js';
import type { HostNames } from '../ntlm/messages.js';
import type { SandboxClock } from '../time.js';
import type { Run } from './command.js';
import { deliver, endedBefore, type Former, type Reply, refuse } from './exchange.js';
import { remoteShellForbidden, WinrmFault } from './fault.js';
import { type Admission, Gate } from './gate.js';
import { bodyOf, decoded, type Parsed, parsedFrom, unsealed } from './incoming.js';
import { type Connection, Listeners, type Ports } from './listeners.js';
import { namedFault } from './named-fault.js';
import type { Quotas } from './quotas.js';
import { faultReply } from './reply.js';
import { messageIdOf, type Request } from './request.js';
import { isSealed } from './sealed-body.js';
import type { ServiceSettings } from './settings.js';
import { Shells } from './shells.js';
import { type Trouble, Troubles } from './trouble.js';

/** What the frame of a sealed message takes beside the envelope, at most. */
const FRAME_BYTES = 1024;

export interface WinrmSettings {
  /** The computer's names; faults tell the DNS name. */
  readonly names: HostNames;
  readonly certificate: Certificate;
  readonly accounts: readonly Account[];
  readonly service: ServiceSettings;
  readonly quotas: Quotas;
  readonly clock: SandboxClock;
  readonly run: Run;
  /** The computer's own clock. */
  now(): number;
}

type Admitted = Extract<Admission, { admitted: true }>;

/** A request that may be answered. */
interface Asked {
  readonly response: ServerResponse;
  readonly gate: Gate;
  readonly caller: Admitted;
  readonly clientIp: string;
  readonly sealed: boolean;
  readonly text: string;
  readonly parsed: Parsed;
}

/** One computer's WinRM service on 127.0.0.1 (`/wsman`). Closed, it refuses connections. */
export class WinrmService {
  readonly troubles = new Troubles();
  readonly #settings: WinrmSettings;
  readonly #shells: Shells;
  readonly #listeners: Listeners;
  readonly #gates = new WeakMap<Socket, Gate>();
  readonly #former: Former = { reply: null, bytes: null };

  constructor(settings: WinrmSettings) {
    this.#settings = settings;
    this.#shells = new Shells(settings.run, settings.quotas, settings.clock);
    this.#listeners = new Listeners({
      certificate: settings.certificate,
      maxConnections: settings.service.maxConnections,
      serve: (connection, request, response) => void this.#serve(connection, request, response),
    });
  }

  /** How many shells are open: a client that leaves them behind runs into the quota. */
  get openShells(): number {
    return this.#shells.count;
  }

  get connections(): number {
    return this.#listeners.connections;
  }

  get listening(): boolean {
    return this.#listeners.listening;
  }

  /** Listens where its settings say; see Listeners. */
  async open(ports: { readonly http: number; readonly https: number }): Promise<Ports> {
    const { http, https } = this.#settings.service;
    return await this.#listeners.open({ http: http ? ports.http : null, https: https ? ports.https : null });
  }

  /** Stops listening and cuts every connection. `shellsToo`: the computer itself went down. */
  async close(shellsToo: boolean): Promise<void> {
    if (shellsToo) this.#shells.clear();
    await this.#listeners.close();
  }

  #gateOf({ socket, bindings }: Connection): Gate {
    const known = this.#gates.get(socket);
    if (known) return known;
    const { accounts, names, service, now } = this.#settings;
    const gate = new Gate({ accounts, names, service, now }, bindings);
    this.#gates.set(socket, gate);
    return gate;
  }

  async #serve(connection: Connection, request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('Server', 'Microsoft-HTTPAPI/2.0');
    response.setHeader('Date', new Date(this.#settings.now()).toUTCString());
    try {
      const body = await bodyOf(request, this.#settings.service.maxEnvelopeSizekb * 1024 + FRAME_BYTES);
      if (body === null) return refuse(response, 413);
      if (request.method !== 'POST' || !/^\/wsman\/?(\?|$)/.test(request.url ?? '')) return refuse(response, 404);
      await this.#admit(connection, request, response, body);
    } catch {
      // The client went away in the middle of its request or of our reply: there is nobody left to tell.
      response.destroy();
    }
  }

  async #admit(
    connection: Connection,
    request: IncomingMessage,
    response: ServerResponse,
    body: Buffer,
  ): Promise<void> {
    const gate = this.#gateOf(connection);
    const caller = gate.admit(request);
    if (caller.challenges.length > 0) response.setHeader('WWW-Authenticate', [...caller.challenges]);
    if (!caller.admitted) return refuse(response, 401);
    if (body.length === 0) return this.#handshake(gate, response);
    const read = this.#read(request.headers['content-type'], body, caller, connection);
    if (typeof read === 'number') {
      if (read === 400) gate.forget();
      return refuse(response, read);
    }
    const clientIp = request.socket.remoteAddress ?? '127.0.0.1';
    await this.#answer({ response, gate, caller, clientIp, ...read, parsed: parsedFrom(read.text) });
  }

  /** A message without a body asks for nothing but to be let in. */
  #handshake(gate: Gate, response: ServerResponse): void {
    const trouble = this.troubles.forHandshake();
    if (trouble?.kind === 'unauthorized') turnAway(gate, response);
    else if (!endedBefore(trouble, response)) refuse(response, 200);
  }

  /** The envelope, or the status of what is none. */
  #read(type: string | undefined, body: Buffer, caller: Admitted, { bindings }: Connection) {
    if (isSealed(type)) {
      const text = unsealed(caller.channel, body);
      return text === null ? 400 : { sealed: true, text };
    }
    if (!/^application\/soap\+xml\b/i.test(type ?? '')) return 415;
    if (bindings === null && !this.#settings.service.allowUnencrypted) return 500;
    return { sealed: false, text: decoded(body) ?? '' };
  }

  async #answer(asked: Asked): Promise<void> {
    const { response, parsed, caller, sealed } = asked;
    const trouble = this.troubles.next('request' in parsed ? parsed.request.body.operation : null);
    if (trouble?.kind === 'unauthorized') return turnAway(asked.gate, response);
    if (endedBefore(trouble, response)) return;
    const reply = await this.#reply(asked, trouble);
    const channel = sealed ? caller.channel : null;
    await deliver({ response, channel, trouble, former: this.#former, clock: this.#settings.clock }, reply);
  }

  async #reply({ parsed, caller, clientIp, text }: Asked, trouble: Trouble | null): Promise<Reply> {
    try {
      if ('fault' in parsed) throw parsed.fault;
      if (trouble?.kind === 'fault') throw namedFault(trouble.fault ?? 'operations', this.#settings.quotas);
      const { service } = this.#settings;
      if (!service.allowRemoteShellAccess && parsed.request.body.operation === 'Create') throw remoteShellForbidden();
      const answer = await this.#shells.answer(clamped(parsed.request, service), caller.user, clientIp);
      return { status: 200, text: answer };
    } catch (error) {
      if (!(error instanceof WinrmFault)) throw error;
      return { status: 500, text: faultReply(error, messageIdOf(text), this.#settings.names.dnsComputer) };
    }
  }
}

function turnAway(gate: Gate, response: ServerResponse): void {
  gate.forget();
  response.setHeader('WWW-Authenticate', [...gate.refused().challenges]);
  refuse(response, 401);
}

/** MaxTimeoutms cuts a longer OperationTimeout down, MaxEnvelopeSizekb a larger envelope. */
function clamped({ header, body }: Request, { maxTimeoutms, maxEnvelopeSizekb }: ServiceSettings): Request {
  const operationTimeoutMs = Math.min(header.operationTimeoutMs, maxTimeoutms);
  const maxEnvelopeSize = Math.min(header.maxEnvelopeSize, maxEnvelopeSizekb * 1024);
  return { header: { ...header, operationTimeoutMs, maxEnvelopeSize }, body };
}
