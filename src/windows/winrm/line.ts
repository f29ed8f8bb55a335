import type { Socket } from 'node:net';
import { Client, type Dispatcher } from 'undici';
import { asError, type Dialed, dial, type Trust } from './dial.js';
import { Gathered } from './gathered.js';
import { originOf, type WinRmConnection } from './transport.js';
import { late } from './within.js';
import { XmlError } from './xml.js';

/** More than the envelope that our requests allow, sealed, in bytes. */
const REPLY_LIMIT = 1_000_000;
const HEADERS_LIMIT = 65_536;
/** Who holds the line decides when it ends. */
const NEVER_BY_ITSELF_MS = 2 ** 31 - 1;

export interface HttpReply {
  readonly status: number;
  readonly contentType: string;
  /** One for each scheme that is offered, or for the token of one. */
  readonly challenges: readonly string[];
  readonly body: Buffer;
}

/**
 * One connection to a computer, for one request after the other: it never connects again by itself, because whatever was
 * agreed on with the other side is agreed on this connection alone.
 */
export class Line {
  /** The computer's certificate, DER; null over http. */
  readonly certificate: Buffer | null;
  readonly #client: Client;
  readonly #socket: Socket;
  readonly #requestMs: number;

  private constructor({ socket, certificate }: Dialed, target: WinRmConnection, requestMs: number) {
    this.certificate = certificate;
    this.#socket = socket;
    this.#requestMs = requestMs;
    let given = false;
    this.#client = new Client(originOf(target), {
      connect: (_, callback) => {
        const closed = given ? Object.assign(new Error('connection closed'), { code: 'ECONNRESET' }) : null;
        given = true;
        // Called back before it waits for that, it would wait for ever.
        queueMicrotask(() => (closed === null ? callback(null, socket) : callback(closed, null)));
      },
      pipelining: 1,
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: NEVER_BY_ITSELF_MS,
      keepAliveMaxTimeout: NEVER_BY_ITSELF_MS,
      maxHeaderSize: HEADERS_LIMIT,
      maxResponseSize: REPLY_LIMIT,
    });
  }

  /** Rejects as `dial` does. @param requestMs how long each request may take, in milliseconds */
  static async open(target: WinRmConnection, trust: Trust, requestMs: number, signal: AbortSignal): Promise<Line> {
    return new Line(await dial(target, trust, signal), target, requestMs);
  }

  get isOpen(): boolean {
    return !this.#socket.destroyed;
  }

  /**
   * One request. Rejects with Node's or undici's error, with XmlError for a reply that is longer than any or compressed,
   * with a TimeoutError, or with the signal's reason; the line is closed then.
   */
  post(headers: Readonly<Record<string, string>>, body: Buffer, signal: AbortSignal): Promise<HttpReply> {
    return new Promise((resolve, reject) => {
      const abort = (): void => this.#break(asError(signal.reason));
      const timer = setTimeout(() => this.#break(late()), this.#requestMs);
      const settle = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
      };
      const fail = (error: Error): void => {
        settle();
        this.#break(error);
        reject(error);
      };
      if (signal.aborted) return fail(asError(signal.reason));
      signal.addEventListener('abort', abort, { once: true });
      const done = (reply: HttpReply): void => {
        settle();
        resolve(reply);
      };
      this.#client.dispatch({ path: '/wsman', method: 'POST', headers, body }, new Collector(done, fail));
    });
  }

  /** At once. Without an error, which is dear: nothing is under way. */
  close(): void {
    this.#socket.destroy();
  }

  /** At once; a request that is under way fails with `error`. */
  #break(error: Error): void {
    // It only rejects where it is called back, which it is not.
    void this.#client.destroy(error);
    // The client has it from its first request on.
    this.#socket.destroy();
  }
}

/** Takes a reply in, no more of it than any of ours has. */
class Collector implements Dispatcher.DispatchHandler {
  readonly #done: (reply: HttpReply) => void;
  readonly #fail: (error: Error) => void;
  readonly #body = new Gathered(REPLY_LIMIT);
  #status = 0;
  #contentType = '';
  #challenges: readonly string[] = [];

  constructor(done: (reply: HttpReply) => void, fail: (error: Error) => void) {
    this.#done = done;
    this.#fail = fail;
  }

  onRequestStart(): void {
    // undici tells by this method that it speaks to a handler of its present kind.
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: Headers): void {
    if (status < 200) return;
    this.#status = status;
    this.#contentType = textOf(headers['content-type']);
    const challenges = headers['www-authenticate'] ?? [];
    this.#challenges = typeof challenges === 'string' ? [challenges] : challenges;
    const encoding = textOf(headers['content-encoding']);
    // Nobody asked for it, and a few bytes of it may stand for all the memory there is.
    if (encoding !== '' && encoding !== 'identity') controller.abort(new XmlError('a compressed reply'));
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    try {
      this.#body.add(chunk);
    } catch (error) {
      controller.abort(asError(error));
    }
  }

  onResponseEnd(): void {
    const { bytes: body } = this.#body;
    this.#done({ status: this.#status, contentType: this.#contentType, challenges: this.#challenges, body });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#fail(error);
  }
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

function textOf(header: string | string[] | undefined): string {
  return (typeof header === 'string' ? header : (header?.join(', ') ?? '')).trim();
}
