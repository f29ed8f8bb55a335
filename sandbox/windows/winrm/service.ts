import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Certificate } from '../certificates.js';
import type { SandboxClock } from '../time.js';
import type { Run } from './command.js';
import { WinrmFault } from './fault.js';
import type { Gate } from './gate.js';
import type { Quotas } from './quotas.js';
import { faultReply } from './reply.js';
import { messageIdOf, parseRequest, type Request } from './request.js';
import { Shells } from './shells.js';
import { type Trouble, Troubles } from './trouble.js';

/** MaxEnvelopeSizekb 500. */
const MAX_REQUEST_BYTES = 512_000;

export interface WinrmSettings {
  /** The computer's name, as faults tell it. */
  readonly machine: string;
  readonly certificate: Certificate;
  readonly gate: Gate;
  readonly quotas: Quotas;
  readonly clock: SandboxClock;
  readonly run: Run;
}

type Parsed = { readonly request: Request } | { readonly fault: WinrmFault };

/** One computer's WinRM listener on 127.0.0.1 (HTTPS, `/wsman`). Closed, it refuses connections. */
export class WinrmService {
  readonly troubles = new Troubles();
  readonly #settings: WinrmSettings;
  readonly #shells: Shells;
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;

  constructor(settings: WinrmSettings) {
    this.#settings = settings;
    this.#shells = new Shells(settings.run, settings.quotas, settings.clock);
  }

  /** How many shells are open: a client that leaves them behind runs into the quota. */
  get openShells(): number {
    return this.#shells.count;
  }

  /** How many connections are open, whoever made them. */
  get connections(): number {
    return this.#sockets.size;
  }

  get listening(): boolean {
    return this.#server !== null;
  }

  /** Listens; port 0 lets the system choose. Says the port. Rejects with the system's error (EADDRINUSE). */
  async open(port: number): Promise<number> {
    const server = createServer({ ...this.#settings.certificate, minVersion: 'TLSv1.2' }, (request, response) => {
      void this.#serve(request, response);
    });
    server.on('secureConnection', (socket) => socket.on('error', () => socket.destroy()));
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => this.#sockets.delete(socket));
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    this.#server = server;
    return (server.address() as AddressInfo).port;
  }

  /** Stops listening and cuts every connection. `shellsToo`: the computer itself went down. */
  async close(shellsToo: boolean): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (shellsToo) this.#shells.clear();
    if (!server) return;
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('Server', 'Microsoft-HTTPAPI/2.0');
    try {
      const body = await bodyOf(request);
      if (body === null) return refuse(response, 413);
      if (request.method !== 'POST' || !/^\/wsman\/?(\?|$)/.test(request.url ?? '')) return refuse(response, 404);
      await this.#answer(request, response, body);
    } catch {
      // The client went away in the middle of its request or of our reply: there is nobody left to tell.
      response.destroy();
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse, body: string): Promise<void> {
    const parsed = parsedFrom(body);
    const trouble = this.troubles.next('request' in parsed ? parsed.request.body.operation : null);
    const admission = this.#settings.gate.admit(request);
    if (!admission.admitted || trouble?.kind === 'unauthorized') {
      response.setHeader('WWW-Authenticate', admission.admitted ? ['Basic realm="WSMAN"'] : [...admission.challenges]);
      return refuse(response, 401);
    }
    if (!/^application\/soap\+xml\b/i.test(request.headers['content-type'] ?? '')) return refuse(response, 415);
    if (beforehand(trouble, response)) return;
    const reply = await this.#reply(parsed, body, admission.user, request.socket.remoteAddress ?? '127.0.0.1');
    await afterwards(trouble, response, reply, this.#settings.clock);
  }

  async #reply(parsed: Parsed, body: string, user: string, clientIp: string): Promise<Reply> {
    try {
      if ('fault' in parsed) throw parsed.fault;
      return { status: 200, text: await this.#shells.answer(parsed.request, user, clientIp) };
    } catch (error) {
      if (!(error instanceof WinrmFault)) throw error;
      return { status: 500, text: faultReply(error, messageIdOf(body), this.#settings.machine) };
    }
  }
}

interface Reply {
  readonly status: number;
  readonly text: string;
}

function parsedFrom(body: string): Parsed {
  try {
    return { request: parseRequest(body) };
  } catch (error) {
    if (error instanceof WinrmFault) return { fault: error };
    throw error;
  }
}

/** The body as text, or null where it is larger than the service takes. Invalid UTF-8 rejects. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_REQUEST_BYTES) return null;
    chunks.push(chunk);
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'Content-Length': 0 }).end();
}

/** Whether the trouble ended the matter before anything ran. */
function beforehand(trouble: Trouble | null, response: ServerResponse): boolean {
  switch (trouble?.kind) {
    case 'stall-before':
      return true;
    case 'reset-before':
      response.destroy();
      return true;
    case 'server-error':
      refuse(response, 500);
      return true;
    default:
      return false;
  }
}

async function afterwards(
  trouble: Trouble | null,
  response: ServerResponse,
  reply: Reply,
  clock: SandboxClock,
): Promise<void> {
  if (trouble?.kind === 'stall-after') return;
  if (trouble?.kind === 'reset-after') {
    response.destroy();
    return;
  }
  if (trouble?.kind === 'slow') await new Promise<void>((resolve) => clock.after(trouble.milliseconds ?? 0, resolve));
  const bytes = Buffer.from(reply.text, 'utf8');
  response.writeHead(reply.status, {
    'Content-Type': 'application/soap+xml;charset=UTF-8',
    'Content-Length': bytes.length,
  });
  if (trouble?.kind !== 'truncated') response.end(bytes);
  else response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
}
