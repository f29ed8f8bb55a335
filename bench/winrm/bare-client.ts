import http from 'node:http';
import { Client } from 'undici';
import { eachAtMost } from './pool.js';

/** A request, by its headers and its size. */
interface BareRequest {
  readonly headers: Readonly<Record<string, string>>;
  /** Of its body, in bytes. */
  readonly bytes: number;
}

export interface BareOrder {
  readonly client: 'node:http' | 'undici';
  readonly port: number;
  /** What is said over each connection, one after the other. */
  readonly requests: readonly BareRequest[];
  readonly connections: number;
  readonly atOnce: number;
}

/** One connection: says something and gives what came, in bytes. */
interface Bare {
  post(headers: Readonly<Record<string, string>>, body: Buffer): Promise<number>;
  close(): void;
}

/**
 * Says the same over so many connections and reads what comes: no authentication, no envelope, no time limit, no question
 * what it is that comes. Gives how many connections were answered as often as they asked.
 */
export async function exchangeBare(order: BareOrder): Promise<number> {
  const { client, port, requests, connections, atOnce } = order;
  const said = requests.map(({ headers, bytes }) => ({ headers, body: Buffer.alloc(bytes, 'x') }));
  let answered = 0;
  await eachAtMost(atOnce, Array.from({ length: connections }), async () => {
    const bare = client === 'undici' ? overUndici(port) : overHttp(port);
    let size = 0;
    for (const { headers, body } of said) size += await bare.post(headers, body);
    bare.close();
    if (size > 0) answered += 1;
  });
  return answered;
}

function overHttp(port: number): Bare {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const where = { agent, host: '127.0.0.1', port, path: '/wsman', method: 'POST' };
  return {
    post: (headers, body) =>
      new Promise((resolve, reject) => {
        const request = http.request({ ...where, headers: { ...headers, 'content-length': body.length } });
        request.on('error', reject);
        request.on('response', (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => resolve(Buffer.concat(chunks).length));
        });
        request.end(body);
      }),
    close: () => agent.destroy(),
  };
}

function overUndici(port: number): Bare {
  const client = new Client(`http://127.0.0.1:${port}`);
  return {
    async post(headers, body) {
      const reply = await client.request({ path: '/wsman', method: 'POST', headers, body });
      return (await reply.body.arrayBuffer()).byteLength;
    },
    close: () => void client.destroy(),
  };
}
