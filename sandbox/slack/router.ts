import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Assembled } from './assemble.js';
import { sendFile } from './client-api.js';
import type { Files } from './files.js';
import { HttpProblem, isFromHere, jsonObject, readBody, readUpload, sendJson, sendText } from './http.js';
import { Refusal } from './model.js';
import { servePage } from './page-files.js';
import type { ResponseUrls } from './response-urls.js';

/** What stands beside Slack on the same port and page: its first path segment is not Slack's own. */
export type Annex = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>;

/** Answers every request; never rejects. */
export function createRouter(slack: Assembled, pageFolder: string, port: number, annexes: ReadonlyMap<string, Annex>) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    route(slack, pageFolder, port, annexes, request, response).catch((error: unknown) => fail(response, error));
  };
}

async function route(
  slack: Assembled,
  folder: string,
  port: number,
  annexes: ReadonlyMap<string, Annex>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!isFromHere(request, port)) return sendText(response, 403, 'Only this machine may ask.');
  const url = new URL(request.url ?? '/', `http://127.0.0.1:${port}`);
  const [, area, name = ''] = url.pathname.split('/');
  if (area === 'api') return slack.api.handle(request, response, url);
  if (area === '_client') return slack.client.handle(request, response, url);
  if (area === 'response') return respond(slack.responseUrls, name, request, response);
  if (area === 'upload') return upload(slack.files, name, request, response);
  if (area === 'files') return download(slack, name, request, response);
  const annex = annexes.get(area ?? '');
  if (annex !== undefined) return annex(request, response, url);
  // A Slack without a machine room: the page asks once and not again.
  if (area === '_room') return void response.writeHead(204).end();
  return servePage(folder, url.pathname, response);
}

async function respond(urls: ResponseUrls, token: string, request: IncomingMessage, response: ServerResponse) {
  const body = jsonObject((await readBody(request)).toString('utf8'));
  try {
    urls.respond(token, body);
    sendJson(response, { ok: true });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const isGone = ['no_such_url', 'expired_url', 'used_url'].includes(error.code);
    sendText(response, isGone ? 404 : 400, error.code);
  }
}

async function upload(files: Files, token: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const content = await readUpload(request);
  try {
    await files.receive(token, content);
    sendText(response, 200, `OK - ${content.byteLength}`);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    sendText(response, 400, error.code);
  }
}

/** `url_private`: for the bot, with its token. */
async function download(
  slack: Assembled,
  id: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.headers.authorization !== `Bearer ${slack.world.workspace.tokens.bot}`) {
    return sendText(response, 401, 'invalid_auth');
  }
  if (!slack.world.workspace.files.some((file) => file.id === id)) return sendText(response, 404, 'file_not_found');
  await sendFile(response, slack.files.find(id).name, await slack.files.read(id));
}

/** What is asked wrongly gets a status; a fault of our own is told to whoever started us. */
function fail(response: ServerResponse, error: unknown): void {
  if (error instanceof HttpProblem) {
    sendText(response, error.status, error.message);
    return;
  }
  process.emitWarning(`the local Slack stumbled: ${error instanceof Error ? (error.stack ?? '') : String(error)}`);
  if (!response.headersSent) sendText(response, 500, 'fatal_error');
  else response.destroy();
}
