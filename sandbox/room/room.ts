import type { IncomingMessage, ServerResponse } from 'node:http';
import { HttpProblem, jsonObject, readBody, sendJson } from '../slack/http.js';
import type { LocalSlack } from '../slack/start.js';
import type { Fleet } from '../windows/fleet.js';
import { actBody, perform } from './acts.js';
import type { BotKeeper } from './bot-keeper.js';
import { RoomLog } from './log.js';
import { Impossible } from './rule.js';
import { snapshotOf } from './snapshot.js';

/** How often those who watch are told, at most. */
const LOOK_EVERY_MS = 250;

export interface Room {
  close(): void;
}

/** Opens the machine room of a pretend world, under `/_room/` of its Slack's address. */
export function openRoom(fleet: Fleet, slack: LocalSlack, bot: BotKeeper): Room {
  const log = new RoomLog(() => Date.now());
  const streams = new Set<ServerResponse>();
  let timer: NodeJS.Timeout | null = null;
  let last = '';

  function look(): string {
    return JSON.stringify(snapshotOf(fleet, bot.state, slack, log.lines));
  }

  /** The world is looked at only while somebody watches, and only what changed is told. */
  function tell(): void {
    const seen = look();
    if (seen === last) return;
    last = seen;
    for (const stream of streams) stream.write(`data: ${seen}\n\n`);
  }

  /** A fault of ours ends the watching, not the pretend world: the page asks again and is told. */
  function watch(): void {
    try {
      tell();
    } catch (error) {
      process.emitWarning(`the machine room stumbled: ${error instanceof Error ? (error.stack ?? '') : String(error)}`);
      for (const response of streams) response.end();
    }
  }

  function stream(request: IncomingMessage, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(`retry: 1000\ndata: ${look()}\n\n`);
    streams.add(response);
    timer ??= setInterval(watch, LOOK_EVERY_MS);
    request.on('close', () => {
      streams.delete(response);
      if (streams.size === 0) stopLooking();
    });
  }

  function stopLooking(): void {
    if (timer !== null) clearInterval(timer);
    timer = null;
  }

  async function act(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // No form of a foreign page can send this type without being asked first.
    if (request.headers['content-type'] !== 'application/json') throw new HttpProblem(415, 'JSON only');
    const parsed = actBody.safeParse(jsonObject((await readBody(request)).toString('utf8')));
    if (!parsed.success) return sendJson(response, { refused: 'The machine room does not know this act.' }, 400);
    const says = await perform(fleet, bot, parsed.data).catch(refusalOf);
    if (typeof says !== 'string') return sendJson(response, says, 409);
    log.add(says);
    sendJson(response, { says });
    tell();
  }

  function refusalOf(error: unknown): { readonly refused: string } {
    if (error instanceof Impossible) return { refused: error.message };
    throw error;
  }

  bot.onChange(({ state, pid }) => {
    if (state === 'dead') log.add('The bot is dead. It is started again at once, as a service manager would.');
    else if (state === 'running') log.add(`The bot runs as process ${pid} and takes up what was under way.`);
  });
  slack.mount('_room', async (request, response, url) => {
    if (request.method === 'GET' && url.pathname === '/_room/events') return stream(request, response);
    if (request.method === 'POST' && url.pathname === '/_room/act') return act(request, response);
    throw new HttpProblem(404, 'no such page');
  });
  return {
    close() {
      stopLooking();
      for (const response of streams) response.end();
    },
  };
}
