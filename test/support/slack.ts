import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, LogLevel, SocketModeReceiver } from '@slack/bolt';
import { type ChatPostMessageArguments, WebClient } from '@slack/web-api';
import { type LocalSlack, type SlackOptions, startSlack } from '../../sandbox/slack/start.js';

/** A local Slack in a folder of its own, and what else a test started: all gone after `close`. */
export async function withSlack(options: Partial<SlackOptions> = {}) {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'slack-')));
  const slack = await startSlack({ folder, port: 0, rates: 'off', fileTakenInMs: 1, ...options });
  const closing: (() => Promise<unknown>)[] = [];
  return {
    slack,
    folder,
    web: webClient(slack),
    async bolt(prepare: (app: App) => void) {
      const bolt = boltApp(slack);
      prepare(bolt.app);
      await bolt.receiver.start();
      closing.push(() => bolt.receiver.client.disconnect());
      return bolt.app;
    },
    async close() {
      for (const close of closing) await close();
      await slack.close();
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

export type SlackBench = Awaited<ReturnType<typeof withSlack>>;

export function webClient(slack: LocalSlack, token = slack.tokens.bot): WebClient {
  return new WebClient(token, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logLevel: LogLevel.ERROR,
    ...QUIET,
  });
}

/** What the real SDK says about an error: Slack's code. */
export async function errorOf(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error === null) return 'ok';
  const data = typeof error === 'object' && 'data' in error ? error.data : null;
  return typeof data === 'object' && data !== null && 'error' in data ? String(data.error) : String(error);
}

/** Arguments that the SDK's types would not let through. */
export function wrong(args: object): ChatPostMessageArguments {
  return args as ChatPostMessageArguments;
}

/** The SDKs report refusals on the console; the tests read them from the answers. */
const silent = () => undefined;
const QUIET = {
  logger: {
    debug: silent,
    info: silent,
    warn: silent,
    error: silent,
    setLevel: silent,
    getLevel: () => LogLevel.ERROR,
    setName: silent,
  },
};

function boltApp(slack: LocalSlack) {
  const clientOptions = { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } };
  const receiver = new SocketModeReceiver({
    appToken: slack.tokens.app,
    installerOptions: { clientOptions: { ...clientOptions } },
    clientPingTimeout: 200,
    ...QUIET,
  });
  const app = new App({
    token: slack.tokens.bot,
    botId: slack.bot.botId,
    botUserId: slack.bot.userId,
    receiver,
    clientOptions,
    convoStore: false,
    ...QUIET,
  });
  return { app, receiver };
}
