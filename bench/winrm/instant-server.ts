import net, { type AddressInfo, type Socket } from 'node:net';

/** One exchange as it was on the wire; sizes in bytes. */
export interface Exchange {
  readonly headers: Readonly<Record<string, string>>;
  /** Of the request's body. */
  readonly size: number;
  /** Of what was sealed in it and in its reply; null where nothing was. */
  readonly sealed: { readonly sent: number; readonly received: number } | null;
  readonly reply: Buffer;
}

/** What is heard, and what is answered at once. */
export type Answering = () => (headers: Readonly<Record<string, string>>, body: Buffer) => Buffer;

/**
 * As little of an HTTP server as can be: it answers as soon as a request is whole, so that what is measured is its client.
 * Whatever it is told has a Content-Length.
 */
export async function serveAtOnce(answering: Answering): Promise<number> {
  const server = net.createServer((socket) => new Talk(socket, answering()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

class Talk {
  readonly #answer: ReturnType<Answering>;
  #heard = Buffer.alloc(0);

  constructor(socket: Socket, answer: ReturnType<Answering>) {
    this.#answer = answer;
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      this.#heard = this.#heard.length === 0 ? chunk : Buffer.concat([this.#heard, chunk]);
      for (let reply = this.#next(); reply !== null; reply = this.#next()) socket.write(reply);
    });
  }

  #next(): Buffer | null {
    const end = this.#heard.indexOf('\r\n\r\n');
    if (end < 0) return null;
    const headers = headersIn(this.#heard.toString('latin1', 0, end));
    const size = end + 4 + Number(headers['content-length'] ?? 0);
    if (this.#heard.length < size) return null;
    const body = this.#heard.subarray(end + 4, size);
    this.#heard = this.#heard.subarray(size);
    return this.#answer(headers, body);
  }
}

function headersIn(head: string): Readonly<Record<string, string>> {
  const lines = head.split('\r\n').slice(1);
  return Object.fromEntries(lines.map((line) => /^([^:]*): *(.*)$/.exec(line)?.slice(1) ?? []).map(lowered));
}

function lowered([name = '', value = '']: readonly string[]): readonly [string, string] {
  return [name.toLowerCase(), value];
}
