import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FaultSource } from '../faults.js';
import { readFields, sendJson } from '../http.js';
import type { Json } from '../model.js';
import { Refusal } from '../model.js';
import type { RateLimiter } from '../rates.js';
import { CHAT } from './chat.js';
import { CONVERSATIONS } from './conversations.js';
import type { Methods, Parts } from './methods.js';
import { PEOPLE_METHODS } from './people.js';
import { demandScope, MissingScope } from './scopes.js';
import { VIEWS_AND_FILES } from './views-files.js';

const METHODS: Methods = { ...CHAT, ...CONVERSATIONS, ...PEOPLE_METHODS, ...VIEWS_AND_FILES };
const NEWEST_CALLS = 5000;

/** A Web API call as it was made and answered. Tokens are left out. */
export interface Call {
  readonly method: string;
  readonly args: Json;
  readonly at: number;
  /** What the caller got: `ok`, Slack's error, or `dropped`. */
  readonly answer: string;
}

export interface WebApi {
  readonly calls: readonly Call[];
  handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void>;
}

/**
 * https://docs.slack.dev/apis/web-api: form or JSON bodies in, `{ok, …}` out, 429 with `Retry-After`.
 * @param scopes what the app was granted
 */
export function createWebApi(
  parts: Parts,
  limiter: RateLimiter | null,
  faults: FaultSource,
  scopes: readonly string[],
): WebApi {
  const calls: Call[] = [];
  const provided = scopes.join(',');
  const headers = { 'x-oauth-scopes': provided };

  function record(method: string, args: Json, answer: string): void {
    calls.push({ method, args, at: parts.world.clock.now(), answer });
    if (calls.length > NEWEST_CALLS) calls.shift();
  }

  function refuse(response: ServerResponse, refusal: Refusal): void {
    const messages = refusal.problems.map((problem) => `[ERROR] ${problem}`);
    const details = messages.length === 0 ? {} : { errors: refusal.problems, response_metadata: { messages } };
    const scope = refusal instanceof MissingScope ? { needed: refusal.needed, provided } : {};
    sendJson(response, { ok: false, error: refusal.code, ...scope, ...details }, 200, headers);
  }

  function tooFast(response: ServerResponse, seconds: number): void {
    sendJson(response, { ok: false, error: 'ratelimited' }, 429, { 'retry-after': String(seconds) });
  }

  /** A planned fault; says whether it has answered already. */
  function failed(
    fault: ReturnType<FaultSource['take']>,
    request: IncomingMessage,
    response: ServerResponse,
  ): string | null {
    if (fault?.kind === 'error') refuse(response, new Refusal(fault.error));
    else if (fault?.kind === 'rate-limited') tooFast(response, fault.retryAfterSeconds);
    else if (fault?.kind === 'http') sendJson(response, { ok: false, error: 'internal_error' }, fault.status);
    else if (fault?.kind === 'drop-before') request.socket.destroy();
    else return null;
    return fault.kind;
  }

  /** Runs the call and answers it; says what the caller got. */
  function run(
    call: Pick<Call, 'method' | 'args'>,
    token: string,
    isDropped: boolean,
    response: ServerResponse,
  ): string {
    try {
      authorize(parts, call.method, token);
      demandScope(parts.world, scopes, call.method, call.args);
      const wait = limiter?.take(call.method, String(call.args.channel ?? '')) ?? 0;
      if (wait > 0) {
        tooFast(response, wait);
        return 'ratelimited';
      }
      const answer = runMethod(parts, call.method, call.args);
      if (isDropped) response.socket?.destroy();
      else sendJson(response, { ok: true, ...answer }, 200, headers);
      return isDropped ? 'dropped' : 'ok';
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refuse(response, error);
      return error.code;
    }
  }

  return {
    calls,
    async handle(request, response, url) {
      const method = decodeURIComponent(url.pathname.replace('/api/', ''));
      const { token: bodyToken, ...args } = await readFields(request, url);
      const fault = faults.take(method);
      const failure = failed(fault, request, response);
      const isDropped = fault?.kind === 'drop-after';
      record(method, args, failure ?? run({ method, args }, tokenOf(request, bodyToken), isDropped, response));
    },
  };
}

function runMethod(parts: Parts, name: string, args: Json): Json {
  const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
  if (method === undefined) throw new Refusal('unknown_method');
  return method(parts, args);
}

function tokenOf(request: IncomingMessage, bodyToken: unknown): string {
  const header = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  return header ?? (typeof bodyToken === 'string' ? bodyToken : '');
}

/** Only apps.connections.open takes the app's token, and nothing else does. */
function authorize({ world }: Parts, method: string, token: string): void {
  const { tokens } = world.workspace;
  if (token === '') throw new Refusal('not_authed');
  if (token !== tokens.bot && token !== tokens.app) throw new Refusal('invalid_auth');
  const wanted = method === 'apps.connections.open' ? tokens.app : tokens.bot;
  if (token !== wanted) throw new Refusal('not_allowed_token_type');
}
