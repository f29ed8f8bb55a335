import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Actions } from './actions.js';
import type { Composer } from './commands.js';
import type { Events } from './events.js';
import type { Files } from './files.js';
import { HttpProblem, jsonObject, readBody, sendJson } from './http.js';
import type { Messages } from './messages.js';
import type { Json } from './model.js';
import { Refusal } from './model.js';
import { canSee } from './seen-files.js';
import { type Eyes, shownFile } from './shown.js';
import { createStreams } from './streams.js';
import type { Submissions } from './submissions.js';
import type { Suggestions } from './suggestions.js';
import type { Uploads } from './uploads.js';
import type { Views } from './views.js';
import { conversationOf, personOf, type World } from './world.js';

const chosen = z.union([z.string(), z.array(z.string()), z.null()]);
const values = z.record(z.string(), z.record(z.string(), chosen));
const who = { person: z.string() };
const typing = z.object({
  ...who,
  conversation: z.string(),
  text: z.string().min(1).max(12_000),
  threadTs: z.string().nullable(),
});
const place = z.union([z.object({ viewId: z.string() }), z.object({ conversation: z.string(), ts: z.string() })]);
const using = z.object({ ...who, place, blockId: z.string(), actionId: z.string(), chosen, values });
const suggesting = z.object({ ...who, place, blockId: z.string(), actionId: z.string(), typed: z.string(), values });
const uploading = z.object({
  ...who,
  viewId: z.string(),
  blockId: z.string(),
  actionId: z.string(),
  name: z.string().min(1),
});
const sending = z.object({ ...who, viewId: z.string(), values });
const closing = z.object({ ...who, viewId: z.string(), all: z.boolean() });
const homing = z.object({ ...who, tab: z.enum(['home', 'messages']) });
const reading = z.object({ ...who, conversation: z.string(), ts: z.string() });

/** What the page asks for. It speaks for the person it names: there is no logon in a sandbox. */
export interface ClientApi {
  handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void>;
  close(): void;
}

export function createClientApi(parts: {
  readonly world: World;
  readonly eyes: Eyes;
  readonly composer: Composer;
  readonly actions: Actions;
  readonly submissions: Submissions;
  readonly events: Events;
  readonly files: Files;
  readonly messages: Messages;
  readonly views: Views;
  readonly suggestions: Suggestions;
  readonly uploads: Uploads;
}): ClientApi {
  const { world, eyes, composer, actions, submissions, events, files } = parts;
  const streams = createStreams(parts);

  const posts: Readonly<Record<string, (body: Json) => Promise<unknown>>> = {
    type(body) {
      const { person, conversation, text, threadTs } = typing.parse(body);
      const where = conversationOf(world, conversation);
      return composer.type({ person: personOf(world, person), conversation: where, text, threadTs });
    },
    async use(body) {
      const { person, place: where, ...use } = using.parse(body);
      return { outcome: await actions.use(personOf(world, person), where, use) };
    },
    suggest(body) {
      const { person, place: where, ...query } = suggesting.parse(body);
      return parts.suggestions.ask(personOf(world, person), where, query);
    },
    submit(body) {
      const { person, viewId, values: entered } = sending.parse(body);
      return submissions.submit(personOf(world, person), viewId, entered);
    },
    async close(body) {
      const { person, viewId, all } = closing.parse(body);
      await submissions.close(personOf(world, person), viewId, all);
      return {};
    },
    async home(body) {
      const { person, tab } = homing.parse(body);
      events.homeOpened(personOf(world, person).id, tab);
      return {};
    },
    async read(body) {
      const { person, conversation, ts } = reading.parse(body);
      markRead(world, personOf(world, person).id, conversationOf(world, conversation).id, ts);
      return {};
    },
  };

  /** A type that no form of another site can send. */
  async function upload(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    if (request.headers['content-type'] !== 'application/octet-stream') throw new HttpProblem(415, 'bytes only');
    const { person, ...where } = uploading.parse(Object.fromEntries(url.searchParams));
    const file = await parts.uploads.take(personOf(world, person), where, await readBody(request));
    sendJson(response, shownFile(file));
  }

  async function download(response: ServerResponse, personId: string, fileId: string): Promise<void> {
    const file = files.find(fileId);
    if (!canSee(parts, personOf(world, personId), file)) throw new Refusal('file_not_found');
    await sendFile(response, file.name, await files.read(fileId));
  }

  async function get(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const person = url.searchParams.get('person') ?? '';
    const [, , name, id = ''] = url.pathname.split('/');
    if (name === 'state') return sendJson(response, eyes.all(personOf(world, person)));
    if (name === 'events') return streams.open(request, response, personOf(world, person));
    if (name === 'file') return download(response, person, id);
    throw new HttpProblem(404, 'no such page');
  }

  async function post(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const name = url.pathname.split('/')[2] ?? '';
    if (name === 'upload') return upload(request, response, url);
    const answer = Object.hasOwn(posts, name) ? posts[name] : undefined;
    if (answer === undefined) throw new HttpProblem(404, 'no such page');
    if (request.headers['content-type'] !== 'application/json') throw new HttpProblem(415, 'JSON only');
    sendJson(response, await answer(jsonObject((await readBody(request)).toString('utf8'))));
  }

  return {
    async handle(request, response, url) {
      try {
        await (request.method === 'POST' ? post(request, response, url) : get(request, response, url));
      } catch (error) {
        if (error instanceof Refusal) sendJson(response, { error: error.code }, 409);
        else if (error instanceof z.ZodError) sendJson(response, { error: 'invalid_arguments' }, 400);
        else throw error;
      }
    },
    close() {
      streams.close();
    },
  };
}

function markRead(world: World, person: string, conversation: string, ts: string): void {
  const { workspace } = world;
  workspace.read = { ...workspace.read, [person]: { ...workspace.read[person], [conversation]: ts } };
  world.store.touch();
  world.changed({ type: 'read', person, conversation, ts });
}

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** A download, as a file's content comes from anywhere; only what is a PNG by name and by content is shown. */
export async function sendFile(response: ServerResponse, name: string, content: Uint8Array): Promise<void> {
  const isPng = /\.png$/i.test(name) && PNG.every((byte, index) => content[index] === byte);
  response.writeHead(200, {
    'content-type': isPng ? 'image/png' : 'application/octet-stream',
    'content-disposition': `${isPng ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(name)}`,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
  });
  response.end(content);
}
