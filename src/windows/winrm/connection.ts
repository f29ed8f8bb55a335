import { PatchbayError } from '../../domain/errors.js';
import type { Authenticator, SecurityContext } from './authenticator.js';
import { AuthenticationError } from './authenticator.js';
import type { Trust } from './dial.js';
import type { Reply } from './exchange.js';
import { failureOf } from './failures.js';
import { handshake } from './handshake.js';
import { type HttpReply, Line } from './line.js';
import { Logon } from './logon.js';
import { isSealed, readSealedBody, SEALED_TYPE, sealedBody } from './sealed.js';
import type { WinRmTarget } from './transport.js';
import { within } from './within.js';

const PLAIN_TYPE = 'application/soap+xml;charset=UTF-8';

/** Who we are to a computer, and what its certificate is verified against. */
export interface Means {
  readonly authenticator: Authenticator;
  readonly trust: Trust;
  /** How long one request may take, and connecting with the logon, in milliseconds. */
  readonly requestMs: number;
}

interface Authenticated {
  readonly line: Line;
  readonly context: SecurityContext;
}

/**
 * A computer's WinRM service over one connection that is authenticated once, for one request after the other. Over http
 * every message is sealed both ways (MS-WSMV 2.2.9.1); over https TLS seals them, and the authentication is bound to the
 * certificate. After a timeout, an abort or anything unexpected the connection is closed, and so is what was agreed on.
 */
export class Connection {
  readonly #target: WinRmTarget;
  readonly #means: Means;
  readonly #logon = new Logon();
  #current: Authenticated;

  private constructor(target: WinRmTarget, means: Means, current: Authenticated) {
    this.#target = target;
    this.#means = means;
    this.#current = current;
  }

  /** Connects and authenticates. Fails with PB401, PB402, PB403, PB405, PB410, PB411 or what a status means. */
  static async open(target: WinRmTarget, means: Means, signal: AbortSignal): Promise<Connection> {
    return new Connection(target, means, await authenticated(target, means, signal));
  }

  get isOpen(): boolean {
    return this.#current.line.isOpen;
  }

  /**
   * Sends a request and gives what came for it. A 401 means that the service forgot who we are: it is told once more,
   * on a new connection. Fails with the codes of `open`, and PB412 where only the sealed message is refused.
   */
  exchange(request: string, signal: AbortSignal): Promise<Reply> {
    return this.#logon.unlessRefused(() => this.#exchange(request, signal));
  }

  async #exchange(request: string, signal: AbortSignal): Promise<Reply> {
    const reply = await this.#post(request, signal);
    if (reply.status !== 401) return this.#checked(reply);
    this.close();
    this.#current = await authenticated(this.#target, this.#means, signal);
    const again = await this.#post(request, signal);
    if (again.status !== 401) return this.#checked(again);
    this.close();
    const { computer, scheme } = this.#target;
    if (scheme === 'https') throw new PatchbayError('PB402', { computer });
    throw new PatchbayError('PB412', { computer, cause: 'HTTP 401 after the logon' });
  }

  /** Connects and authenticates anew, where the connection is closed. Fails as `open` does. */
  async reopen(signal: AbortSignal): Promise<void> {
    if (this.isOpen) return;
    this.#current = await this.#logon.unlessRefused(() => authenticated(this.#target, this.#means, signal));
  }

  close(): void {
    this.#current.line.close();
  }

  async #post(request: string, signal: AbortSignal): Promise<Reply> {
    const { line, context } = this.#current;
    const plain = Buffer.from(request, 'utf8');
    try {
      if (this.#target.scheme === 'https') {
        const { status, body } = await line.post({ 'content-type': PLAIN_TYPE }, plain, signal);
        return { status, body: body.toString('utf8'), isProven: true };
      }
      const sealed = sealedBody(context.seal(plain), plain.length);
      return opened(await line.post({ 'content-type': SEALED_TYPE }, sealed, signal), context);
    } catch (error) {
      line.close();
      throw failureOf(this.#target.computer, signal.aborted ? signal.reason : error, null);
    }
  }

  /** Over http nothing that is not sealed is believed, and nothing more is said to whoever sent it. */
  #checked(reply: Reply): Reply {
    if (reply.isProven) return reply;
    this.close();
    const { computer } = this.#target;
    if (reply.status < 300) throw new PatchbayError('PB411', { computer, cause: 'a reply that is not sealed' });
    if (reply.status === 500 && reply.body === '') throw new PatchbayError('PB412', { computer, cause: 'HTTP 500' });
    return reply;
  }
}

function authenticated(target: WinRmTarget, means: Means, outer: AbortSignal): Promise<Authenticated> {
  return within(outer, means.requestMs, (signal) => loggedOn(target, means, signal));
}

async function loggedOn(target: WinRmTarget, means: Means, signal: AbortSignal): Promise<Authenticated> {
  let line: Line | null = null;
  try {
    line = await Line.open(target, means.trust, means.requestMs, signal);
    return { line, context: await handshake(line, means.authenticator, target, signal) };
  } catch (error) {
    line?.close();
    throw failureOf(target.computer, signal.aborted ? signal.reason : error, null);
  }
}

function opened({ status, contentType, body }: HttpReply, context: SecurityContext): Reply {
  if (!isSealed(contentType)) return { status, body: body.toString('utf8'), isProven: false };
  const { message, length } = readSealedBody(body);
  const plain = context.unseal(message);
  if (plain.length !== length) throw new AuthenticationError('a message of another length than it says');
  return { status, body: plain.toString('utf8'), isProven: true };
}
