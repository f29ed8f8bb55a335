import { createHash, X509Certificate } from 'node:crypto';
import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Certificate } from '../certificates.js';
import { channelBindings } from '../ntlm/proof.js';

/** Where a service listens on 127.0.0.1; null where it does not. */
export interface Ports {
  readonly http: number | null;
  readonly https: number | null;
}

/** What a connection is made of: its socket, and what a client over TLS binds itself to. */
export interface Connection {
  readonly socket: Socket;
  readonly bindings: Buffer | null;
}

export interface ListenerSettings {
  readonly certificate: Certificate;
  readonly maxConnections: number;
  serve(connection: Connection, request: IncomingMessage, response: ServerResponse): void;
}

/** HTTP.sys, which holds the sockets of a service: what is not HTTP ends here. */
export class Listeners {
  readonly #settings: ListenerSettings;
  readonly #bindings: Buffer;
  readonly #sockets = new Set<Socket>();
  #servers: readonly Server[] = [];

  constructor(settings: ListenerSettings) {
    this.#settings = settings;
    this.#bindings = bindingsOf(settings.certificate);
  }

  /** How many connections are open, whoever made them. */
  get connections(): number {
    return this.#sockets.size;
  }

  get listening(): boolean {
    return this.#servers.length > 0;
  }

  /** Listens; port 0 lets the system choose. Says the ports. Rejects with the system's error (EADDRINUSE), all closed. */
  async open(ports: Ports): Promise<Ports> {
    const opened: Server[] = [];
    try {
      const http = ports.http === null ? null : await this.#listen(this.#http(), ports.http, opened);
      const https = ports.https === null ? null : await this.#listen(this.#https(), ports.https, opened);
      this.#servers = opened;
      return { http, https };
    } catch (error) {
      await Promise.all(opened.map(closed));
      throw error;
    }
  }

  /** Stops listening and cuts every connection. */
  async close(): Promise<void> {
    const ended = this.#servers.map(closed);
    this.#servers = [];
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(ended);
  }

  #http(): Server {
    return createHttpServer((request, response) => this.#serve(null, request, response));
  }

  #https(): Server {
    const tls = { ...this.#settings.certificate, minVersion: 'TLSv1.2' } as const;
    const server = createHttpsServer(tls, (request, response) => this.#serve(this.#bindings, request, response));
    server.on('secureConnection', (socket) => socket.on('error', () => socket.destroy()));
    return server;
  }

  #serve(bindings: Buffer | null, request: IncomingMessage, response: ServerResponse): void {
    this.#settings.serve({ socket: request.socket, bindings }, request, response);
  }

  async #listen(server: Server, port: number, opened: Server[]): Promise<number> {
    server.keepAliveTimeout = IDLE_MS;
    server.on('connection', (socket: Socket) => this.#hold(socket));
    server.on('clientError', (_, socket) => socket.end(BAD_REQUEST));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    opened.push(server);
    return (server.address() as AddressInfo).port;
  }

  #hold(socket: Socket): void {
    if (this.#sockets.size >= this.#settings.maxConnections) return void socket.destroy();
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
  }
}

function bindingsOf({ cert }: Certificate): Buffer {
  return channelBindings(createHash('sha256').update(new X509Certificate(cert).raw).digest());
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}

/**
 * How long HTTP.sys keeps a connection on which nothing is said, by default (HTTP Server API, IdleConnection); Node's own
 * 5 s are less than a busy client may pause.
 */
const IDLE_MS = 120_000;

const BAD_REQUEST = [
  'HTTP/1.1 400 Bad Request',
  'Content-Type: text/html; charset=us-ascii',
  'Server: Microsoft-HTTPAPI/2.0',
  'Connection: close',
  'Content-Length: 0',
  '',
  '',
].join('\r\n');
