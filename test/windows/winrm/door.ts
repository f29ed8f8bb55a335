import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export const SEALED_TYPE =
  'multipart/encrypted;protocol="application/HTTP-SPNEGO-session-encrypted";boundary="Encrypted Boundary"';

interface Sealed {
  readonly signature: Buffer;
  readonly ciphertext: Buffer;
}

type Step =
  | { readonly kind: 'continue'; readonly token: Buffer }
  | { readonly kind: 'accepted'; readonly token: Buffer | null }
  | { readonly kind: 'refused' };

/** The service's end of an authenticated connection. */
export interface ServerContext {
  step(token: Buffer): Step;
  seal(plain: Buffer): Sealed;
  unseal(message: Sealed): Buffer;
}

export interface DoorSettings {
  /** No question is asked. */
  readonly anybody?: true;
  readonly basic?: { readonly user: string; readonly password: string };
  /** @param certificate of the listener, PEM; null over http */
  readonly negotiate?: () => ServerContext;
  readonly offers?: readonly string[];
}

/** A request that was let in. */
export interface Entered {
  readonly plain: Buffer;
  /** Makes the sealed body of the reply; null where replies are not sealed. */
  readonly sealed: ((plain: Buffer) => Buffer) | null;
}

/** What a test wants to happen to a token. */
type Whim =
  | 'never'
  | 'cut'
  | 'silent success'
  | 'server error'
  | 'token with its no'
  | 'not ready'
  | 'strange offers'
  | null;

/** NegTokenResp that rejects (RFC 4178 4.2.2). */
const NO = 'oQcwBaADCgEC';

/** Who comes in: what Negotiate proves belongs to the connection. */
export class Door {
  /** How many times somebody tried to log on. */
  logons = 0;
  /** How many connections are forgotten at their next request. */
  forgets = 0;
  whim: Whim = null;
  readonly #settings: DoorSettings;
  readonly #contexts = new WeakMap<Socket, ServerContext>();
  readonly #known = new WeakSet<Socket>();

  constructor(settings: DoorSettings) {
    this.#settings = settings;
  }

  /** Null where the request was answered here. */
  admit(request: IncomingMessage, response: ServerResponse, body: Buffer): Entered | null {
    if (this.#settings.anybody) return { plain: body, sealed: null };
    if (this.whim === 'not ready') {
      response.writeHead(503, { 'Content-Type': 'text/html' }).end('<h2>Service Unavailable</h2>');
      return null;
    }
    const [, scheme = '', given = ''] = /^(\S+) +(\S+)$/.exec(request.headers.authorization ?? '') ?? [];
    if (scheme === 'Basic' && this.#settings.basic) return this.#byBasic(given, response, body);
    if (scheme === 'Negotiate' && this.#settings.negotiate) return this.#byToken(given, request, response);
    if (this.forgets > 0 && this.#known.has(request.socket)) {
      this.forgets -= 1;
      this.#known.delete(request.socket);
    }
    const context = this.#known.has(request.socket) ? this.#contexts.get(request.socket) : undefined;
    if (context === undefined) return this.#refuse(response);
    if ('encrypted' in request.socket) return { plain: body, sealed: null };
    return unsealed(context, request, response, body);
  }

  #refuse(response: ServerResponse): null {
    const { basic, negotiate, offers } = this.#settings;
    const usual = [...(negotiate ? ['Negotiate', 'Kerberos'] : []), ...(basic ? ['Basic realm="WSMAN"'] : [])];
    const strange = this.whim === 'strange offers' ? Array.from({ length: 500 }, (_, n) => `Strange${n}`) : null;
    response.writeHead(401, { 'WWW-Authenticate': strange ?? [...(offers ?? usual)], 'Content-Length': 0 }).end();
    return null;
  }

  #byBasic(given: string, response: ServerResponse, body: Buffer): Entered | null {
    const { basic } = this.#settings;
    const isRight = Buffer.from(given, 'base64').toString('utf8') === `${basic?.user}:${basic?.password}`;
    if (!isRight) this.logons += 1;
    return isRight ? { plain: body, sealed: null } : this.#refuse(response);
  }

  #byToken(given: string, { socket }: IncomingMessage, response: ServerResponse): null {
    if (this.whim === 'never') return null;
    if (this.whim === 'cut') {
      response.destroy();
      return null;
    }
    const fresh = this.#known.has(socket) || !this.#contexts.has(socket);
    const context = (fresh ? this.#settings.negotiate?.() : this.#contexts.get(socket)) as ServerContext;
    this.#contexts.set(socket, context);
    this.#known.delete(socket);
    const step = context.step(Buffer.from(given, 'base64'));
    if (step.kind !== 'continue') this.logons += 1;
    if (step.kind === 'refused' && this.whim === 'token with its no') {
      response.writeHead(401, { 'WWW-Authenticate': `Negotiate ${NO}`, 'Content-Length': 0 }).end();
      return null;
    }
    if (step.kind === 'refused') return this.#refuse(response);
    const token = step.token === null ? [] : [`Negotiate ${step.token.toString('base64')}`];
    if (step.kind === 'accepted') this.#known.add(socket);
    const silent = this.whim === 'silent success' && step.kind === 'accepted';
    const status = step.kind === 'continue' ? 401 : this.whim === 'server error' ? 503 : 200;
    response.writeHead(status, { 'WWW-Authenticate': silent ? [] : token, 'Content-Length': 0 }).end();
    return null;
  }
}

/** As a stock Windows: what is not sealed is refused without a word. */
function unsealed(
  context: ServerContext,
  { headers }: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
): Entered | null {
  const text = body.toString('latin1');
  const [whole = '', length = ''] =
    /^--Encrypted Boundary\r\n\tContent-Type: application\/HTTP-SPNEGO-session-encrypted\r\n\tOriginalContent: type=application\/soap\+xml;charset=UTF-8;Length=(\d+)\r\n--Encrypted Boundary\r\n\tContent-Type: application\/octet-stream\r\n/.exec(
      text,
    ) ?? [];
  if (whole === '' || headers['content-type'] !== SEALED_TYPE || !text.endsWith('--Encrypted Boundary--\r\n')) {
    response.writeHead(500, { 'Content-Length': 0 }).end();
    return null;
  }
  const start = whole.length + 4 + body.readUInt32LE(whole.length);
  const end = body.length - '--Encrypted Boundary--\r\n'.length;
  const message = { signature: body.subarray(whole.length + 4, start), ciphertext: body.subarray(start, end) };
  const plain = context.unseal(message);
  if (plain.length !== Number(length)) throw new Error('a length that is not so');
  return { plain, sealed: (reply) => multipart(context.seal(reply), reply.length) };
}

/** As Windows writes it in its replies. */
function multipart({ signature, ciphertext }: Sealed, length: number): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(signature.length);
  return Buffer.concat([
    Buffer.from('--Encrypted Boundary\r\n\tContent-Type: application/HTTP-SPNEGO-session-encrypted\r\n'),
    Buffer.from(`\tOriginalContent: type=application/soap+xml;charset=UTF-8;Length=${length}\r\n`),
    Buffer.from('--Encrypted Boundary\r\n\tContent-Type: application/octet-stream\r\n'),
    ...[size, signature, ciphertext],
    Buffer.from('--Encrypted Boundary--\r\n'),
  ]);
}
