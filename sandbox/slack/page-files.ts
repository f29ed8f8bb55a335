import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { sendText } from './http.js';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};
/** No script and no style but our own files; nothing is loaded from elsewhere. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Serves the built page. Addresses inside the workspace (`/archives/…`, `/home`) are the page too. */
export async function servePage(folder: string, path: string, response: ServerResponse): Promise<void> {
  const isPage = path === '/' || path === '/home' || path.startsWith('/archives/');
  const name = normalize(isPage ? 'index.html' : decodeURIComponent(path).slice(1));
  const type = TYPES[extname(name)];
  if (type === undefined || name.startsWith('..') || name.startsWith(sep)) return sendText(response, 404, 'Not found');
  const content = await readIfThere(join(folder, name));
  if (content === null) {
    const hint = isPage ? 'The page is not built yet: npm run build' : 'Not found';
    return sendText(response, isPage ? 503 : 404, hint);
  }
  response.writeHead(200, {
    'content-type': type,
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-cache',
  });
  response.end(content);
}

async function readIfThere(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EISDIR')) return null;
    throw error;
  }
}
