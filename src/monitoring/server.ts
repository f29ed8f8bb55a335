import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { asFailure, operatorText, PatchbayError } from '../domain/errors.js';
import type { Trouble } from '../domain/watch.js';

interface Told {
  /** What does not work, by name. */
  readonly troubles: () => Promise<Readonly<Record<string, Trouble>>>;
  readonly metrics: () => Promise<{ readonly text: string; readonly contentType: string }>;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** Names of this computer: a page in a browser could give any other name its address. */
const OURS = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;
const PLAIN = 'text/plain; charset=utf-8';

interface HealthServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Says how the process is, to whoever is on this computer: `/healthz` with 200 or 503 and the reasons as JSON, `/metrics`
 * in Prometheus' text format.
 * @param port 0 for any
 * @throws PatchbayError PB201 where the port is taken
 */
export async function serveHealth(
  where: { readonly address: string; readonly port: number },
  told: Told,
): Promise<HealthServer> {
  const server = createServer({ requestTimeout: 10_000 }, (request, response) => void answer(request, response, told));
  server.maxConnections = 50;
  await listening(server, where);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listening(
  server: Server,
  { address, port }: { readonly address: string; readonly port: number },
): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) =>
      reject(
        new PatchbayError('PB201', { problems: `http: cannot listen on ${address}, port ${port}: ${error.message}` }),
      ),
    );
    server.listen({ host: address, port, exclusive: true }, resolve);
  });
}

async function answer(request: IncomingMessage, response: ServerResponse, told: Told): Promise<void> {
  const { status, type, body } = await answerTo(request, told).catch((thrown: unknown) => ({
    ...{ status: 500, type: PLAIN },
    body: `${operatorText(asFailure(thrown))}\n`,
  }));
  response.writeHead(status, {
    'content-type': type,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

async function answerTo({ method, url, headers }: IncomingMessage, told: Told): Promise<Answer> {
  if (!OURS.test(headers.host ?? '')) return { status: 403, type: PLAIN, body: 'for this computer alone\n' };
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, type: PLAIN, body: 'only GET\n' };
  const path = url?.split('?')[0];
  if (path === '/healthz') return health(await told.troubles());
  if (path !== '/metrics') return { status: 404, type: PLAIN, body: 'there are /healthz and /metrics\n' };
  const { text, contentType } = await told.metrics();
  return { status: 200, type: contentType, body: text };
}

function health(troubles: Readonly<Record<string, Trouble>>): Answer {
  const reasons = Object.entries(troubles).map(([what, { since, why }]) => ({
    ...{ what, why },
    since: new Date(since).toISOString(),
  }));
  const status = reasons.length === 0 ? 'ok' : 'failing';
  return {
    status: reasons.length === 0 ? 200 : 503,
    type: 'application/json',
    body: `${JSON.stringify({ status, reasons })}\n`,
  };
}
