import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Json } from './model.js';

const LARGEST_BODY = 64 * 1024 * 1024;

/** A request that HTTP itself refuses. */
export class HttpProblem extends Error {
  readonly status: number;

  constructor(status: number, text: string) {
    super(text);
    this.name = 'HttpProblem';
    this.status = status;
  }
}

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > LARGEST_BODY) throw new HttpProblem(413, 'too large');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** Fields of a form, of JSON or of the query: whatever the client chose to send. */
export async function readFields(request: IncomingMessage, url: URL): Promise<Json> {
  const body = await readBody(request);
  const type = request.headers['content-type'] ?? '';
  const query = Object.fromEntries(url.searchParams);
  if (type.startsWith('application/json')) return { ...query, ...jsonObject(body.toString('utf8')) };
  if (type.startsWith('multipart/form-data')) return { ...query, ...Object.fromEntries(await formOf(body, type)) };
  return { ...query, ...Object.fromEntries(new URLSearchParams(body.toString('utf8'))) };
}

/** The only file of a multipart upload, or the raw body. */
export async function readUpload(request: IncomingMessage): Promise<Uint8Array> {
  const body = await readBody(request);
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) return body;
  const files = [...(await formOf(body, type)).values()].filter((value) => typeof value !== 'string');
  const [file] = files;
  if (file === undefined) throw new HttpProblem(400, 'no file in the upload');
  return new Uint8Array(await file.arrayBuffer());
}

async function formOf(body: Buffer, type: string): Promise<FormData> {
  try {
    return await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  } catch (error) {
    throw new HttpProblem(400, `unreadable form: ${String(error)}`);
  }
}

export function jsonObject(text: string): Json {
  try {
    const value: unknown = JSON.parse(text === '' ? '{}' : text);
    if (typeof value === 'object' && value !== null) return value as Json;
  } catch {
    throw new HttpProblem(400, 'invalid_json');
  }
  throw new HttpProblem(400, 'json_not_object');
}

export function sendJson(response: ServerResponse, value: unknown, status = 200, headers: Json = {}): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...(headers as object) });
  response.end(JSON.stringify(value));
}

export function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(text);
}

/**
 * Only this machine may speak to the local Slack: a page elsewhere cannot, neither by its own name for our address (DNS
 * rebinding: foreign `Host`) nor across origins.
 */
export function isFromHere(request: IncomingMessage, port: number): boolean {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const { host = '', origin } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const isNavigation = request.method === 'GET' && request.headers['sec-fetch-mode'] === 'navigate';
  const isForeignSite = site === 'cross-site' || site === 'same-site';
  if (isForeignSite && !isNavigation) return false;
  return hosts.includes(host) && (origin === undefined || hosts.some((known) => origin === `http://${known}`));
}

/** Listens on 127.0.0.1 and says on which port. */
export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.removeListener('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
