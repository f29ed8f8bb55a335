import {
  createServer as createPlainServer,
  type IncomingMessage,
  Agent as PlainAgent,
  request as plainRequest,
  type ServerResponse,
} from 'node:http';
import { createServer, Agent as SecureAgent, request as secureRequest } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

/** What passes: a token of the logon, or a message; the first of its kind on this line has the number 1. */
interface Passing {
  readonly kind: 'token' | 'message';
  readonly number: number;
}

/** What somebody on the line does to what passes; whatever is left out passes as it is. */
export interface Meddling {
  readonly request?: (bytes: Buffer, passing: Passing) => Buffer;
  readonly reply?: (bytes: Buffer, passing: Passing) => Buffer;
  /** Whether a request is sent a second time, once it was answered. */
  readonly repeats?: (passing: Passing) => boolean;
}

export interface Upstream {
  readonly port: number;
  /** What its certificate is verified against, PEM; null over http. */
  readonly authorities: string | null;
}

interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

interface Answered extends Sent {
  readonly status: number;
}

/** Somebody between a client and its service, who holds a connection of his own to either. */
export class Meddler {
  /** The statuses of what was sent a second time. */
  readonly repeated: number[] = [];
  readonly #upstream: Upstream;
  readonly #meddling: Meddling;
  readonly #server;
  readonly #agents = new WeakMap<Socket, PlainAgent>();
  readonly #sockets = new Set<Socket>();
  readonly #numbers = { token: 0, message: 0 };

  /** @param shown the certificate that he has; null over http */
  constructor(upstream: Upstream, shown: { readonly key: string; readonly cert: string } | null, meddling: Meddling) {
    this.#upstream = upstream;
    this.#meddling = meddling;
    const serve = (request: IncomingMessage, response: ServerResponse): void => {
      this.#serve(request, response).catch(() => response.destroy());
    };
    this.#server = shown === null ? createPlainServer(serve) : createServer(shown, serve);
    this.#server.on('connection', (socket: Socket) => this.#sockets.add(socket));
  }

  async open(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const kind = request.headers.authorization === undefined ? 'message' : 'token';
    this.#numbers[kind] += 1;
    const passing = { kind, number: this.#numbers[kind] } as const;
    const agent = this.#agentOf(request.socket);
    const sent = this.#changed(await sentBy(request), passing, this.#meddling.request);
    const answered = await this.#forward(agent, sent);
    if (this.#meddling.repeats?.(passing)) this.repeated.push((await this.#forward(agent, sent)).status);
    const { headers, body } = this.#changed(answered, passing, this.#meddling.reply);
    response.writeHead(answered.status, { ...headers, 'Content-Length': body.length }).end(body);
  }

  #changed({ headers, body }: Sent, passing: Passing, change: Meddling['request']): Sent {
    if (change === undefined) return { headers, body };
    if (passing.kind === 'message') return { headers, body: change(body, passing) };
    const again = (value: string): string => {
      const token = /^Negotiate (\S+)$/.exec(value)?.[1];
      if (token === undefined) return value;
      return `Negotiate ${change(Buffer.from(token, 'base64'), passing).toString('base64')}`;
    };
    return { headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, again(value)])), body };
  }

  /** One connection to the service for each of the client's. */
  #agentOf(socket: Socket): PlainAgent {
    const known = this.#agents.get(socket);
    if (known) return known;
    const { authorities } = this.#upstream;
    const one = { keepAlive: true, maxSockets: 1 };
    const agent = authorities === null ? new PlainAgent(one) : new SecureAgent({ ...one, ca: authorities });
    this.#agents.set(socket, agent);
    socket.on('close', () => agent.destroy());
    return agent;
  }

  #forward(agent: PlainAgent, { headers, body }: Sent): Promise<Answered> {
    const { port, authorities } = this.#upstream;
    const ask = authorities === null ? plainRequest : secureRequest;
    return new Promise((resolve, reject) => {
      const options = { agent, host: '127.0.0.1', port, path: '/wsman', method: 'POST' };
      const sent = ask({ ...options, headers: { ...headers, 'Content-Length': body.length } }, (response) => {
        sentBy(response).then((answer) => resolve({ status: response.statusCode ?? 0, ...answer }), reject);
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }
}

const PASSED_ON = ['authorization', 'content-type', 'www-authenticate'];

async function sentBy(message: IncomingMessage): Promise<Sent> {
  const chunks: Buffer[] = [];
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk);
  const headers = Object.entries(message.headers).flatMap(([name, value]) =>
    PASSED_ON.includes(name) && value !== undefined ? [[name, String(value)] as const] : [],
  );
  return { headers: Object.fromEntries(headers), body: Buffer.concat(chunks) };
}
