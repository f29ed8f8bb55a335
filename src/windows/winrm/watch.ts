import { AsyncLocalStorage } from 'node:async_hooks';
import diagnostics from 'node:diagnostics_channel';
import { ClientRequest, type IncomingMessage } from 'node:http';
import type { PatchbayError } from '../../domain/errors.js';
import type { ComputerId } from '../../domain/ids.js';
import { failureOf } from './failures.js';
import { XmlError } from './xml.js';

/** More than any reply to a Create, Command or Delete, in characters: winrm-client reads it whatever it is. */
const BODY_LIMIT = 100_000;
const DOCUMENT_TYPE = '<!DOCTYPE';

/** What winrm-client keeps to itself of a request: the request, so that it can be ended, and an unhappy reply's body. */
class Seen {
  request: ClientRequest | null = null;
  status: number | null = null;
  body = '';
  /** Ends the call: set while it runs. */
  fail: (reason: unknown) => void = () => undefined;
  #whole: Promise<void> = Promise.resolve();

  follow(request: ClientRequest): void {
    this.request = request;
    request.prependOnceListener('response', (response: IncomingMessage) => this.#read(request, response));
  }

  async exchange(): Promise<{ status: number | null; body: string }> {
    await this.#whole;
    return { status: this.status, body: this.body };
  }

  #read(request: ClientRequest, response: IncomingMessage): void {
    this.status = response.statusCode ?? null;
    this.#whole = new Promise((resolve) => {
      let seam = '';
      response.on('data', (chunk: Buffer | string) => {
        const text = chunk.toString();
        this.body += text;
        // Only what is new is looked at: a reply may come byte by byte.
        const fresh = seam + text;
        seam = fresh.slice(-DOCUMENT_TYPE.length);
        // winrm-client would read to any end, and would expand entities that a document type declares.
        if (this.body.length <= BODY_LIMIT && !fresh.includes(DOCUMENT_TYPE)) return;
        this.fail(new XmlError('a reply that is none'));
        request.destroy();
      });
      response.on('close', () => {
        // winrm-client waits for the end of a reply and never hears that its connection broke.
        if (!response.complete) this.fail(Object.assign(new Error('reply broken off'), { code: 'ECONNRESET' }));
        resolve();
      });
    });
  }
}

/**
 * Calls into winrm-client under watch: Node announces every request that starts, so a call can be ended in time (its
 * Create and Delete never give up by themselves) and the fault behind `Failed to process the request: 500` be read.
 */
export class RequestWatch {
  readonly #current = new AsyncLocalStorage<Seen>();

  constructor() {
    diagnostics.subscribe('http.client.request.start', (message) => {
      const { request } = message as { request: unknown };
      if (request instanceof ClientRequest) this.#current.getStore()?.follow(request);
    });
  }

  /** Fails with the transport's codes only. Repeats once what a closed idle connection swallowed, if told so. */
  async call<T>(computer: ComputerId, signal: AbortSignal, repeatable: boolean, call: () => Promise<T>): Promise<T> {
    const seen = new Seen();
    try {
      signal.throwIfAborted();
      return await this.#current.run(seen, () => raced(call, seen, signal));
    } catch (error) {
      if (repeatable && seen.status === null && seen.request?.reusedSocket === true && !signal.aborted) {
        return this.call(computer, signal, false, call);
      }
      throw await described(computer, error, seen, signal);
    }
  }
}

async function raced<T>(call: () => Promise<T>, seen: Seen, signal: AbortSignal): Promise<T> {
  const ended = new Promise<never>((_, reject) => {
    seen.fail = reject;
  });
  const end = (): void => {
    seen.request?.destroy();
    seen.fail(signal.reason);
  };
  signal.addEventListener('abort', end, { once: true });
  try {
    return await Promise.race([call(), ended]);
  } finally {
    signal.removeEventListener('abort', end);
  }
}

async function described(
  computer: ComputerId,
  error: unknown,
  seen: Seen,
  signal: AbortSignal,
): Promise<PatchbayError> {
  if (signal.aborted) return failureOf(computer, signal.reason, null);
  const rest = await Promise.race([seen.exchange(), aborted(signal)]);
  return failureOf(computer, error, rest);
}

function aborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(null), { once: true }));
}
