import { registerHandlers } from '../../handlers/index.js';
import type { PersonId } from '../../src/domain/ids.js';
import type { Roles } from '../../src/domain/roles.js';
import type { Subject } from '../../src/domain/surface.js';
import type { Clock } from '../../src/ports/clock.js';
import { createSlackApp, type SlackAppParts } from '../../src/slack/app.js';
import type { Card } from '../../src/slack/blocks.js';
import { homeCard } from '../../src/slack/cards/home.js';
import { Door } from '../../src/slack/door.js';
import { Homes } from '../../src/slack/homes.js';
import type { Desk } from '../../src/workflows/desk.js';
import { deskForTest } from './desk.js';
import { type SlackBench, withSlack } from './slack.js';

export const ROLES: Roles = {
  admins: ['U0ADA' as PersonId],
  approvers: ['U0ANIL' as PersonId],
  operators: ['U0OLIVIA' as PersonId],
  viewers: 'everyone',
};

export const realClock: Clock = {
  now: () => Date.now(),
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** A log that remembers its lines. */
export function rememberingLog() {
  const lines: string[] = [];
  const write = (level: string) => (data: object, message: string) =>
    void lines.push(`${level} ${message} ${JSON.stringify(data)}`);
  return { lines, log: { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') } };
}

export function appParts(bench: SlackBench, over: Partial<SlackAppParts> = {}): SlackAppParts {
  return {
    botToken: { reveal: () => bench.slack.tokens.bot },
    appToken: { reveal: () => bench.slack.tokens.app },
    apiUrl: bench.slack.apiUrl,
    log: rememberingLog().log,
    clock: realClock,
    onRefused: () => undefined,
    ...over,
  };
}

/** The whole way in: a local Slack, Socket Mode, Bolt and the handlers; behind them a desk that only remembers. */
export async function withHandlers(change: Partial<Desk> = {}) {
  const bench = await withSlack();
  const { lines, log } = rememberingLog();
  const { desk, asked } = deskForTest(ROLES);
  const app = await createSlackApp(appParts(bench, { log }));
  const clicked: Subject[] = [];
  const homes = new Homes({
    ...{ client: app.client, clock: realClock, log },
    draw: async (person) => homeCard(await { ...desk, ...change }.home(person)),
  });
  registerHandlers(app.bolt, {
    desk: { ...desk, ...change },
    client: app.client,
    door: new Door(app.client, app.identity.teamId, realClock),
    inFlight: app.inFlight,
    log,
    clicked: (subject) => void clicked.push(subject),
    openHome: (person) => homes.open(person),
  });
  await app.start();
  const { slack } = bench;
  return {
    ...{ slack, app, asked, clicked, lines },
    /** What a person sees last in a conversation, once it holds these words. */
    sees: (person: string, conversation: string, words: string) =>
      slack.waitFor(`"${words}"`, () =>
        slack
          .as(person)
          .sees(conversation)
          .findLast((message) => JSON.stringify([message.text, message.blocks]).includes(words)),
      ),
    /** Posts a card as the outbox would, and gives the message. */
    async post(conversation: string, card: Card) {
      const { ts } = await app.client.chat.postMessage({
        channel: conversation,
        text: card.text,
        blocks: [...card.blocks],
      });
      return slack.waitFor('the card', () => slack.messages(conversation).find((message) => message.ts === ts));
    },
    async close() {
      await app.stop();
      await bench.close();
    },
  };
}

export type HandlerBench = Awaited<ReturnType<typeof withHandlers>>;
