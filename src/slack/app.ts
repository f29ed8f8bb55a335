import { App, SocketModeReceiver } from '@slack/bolt';
import { WebClient, type WebClientOptions } from '@slack/web-api';
import { z } from 'zod';
import { PatchbayError } from '../domain/errors.js';
import type { Clock } from '../ports/clock.js';
import { Connection } from './connection.js';
import { InFlight } from './in-flight.js';
import { type Log, libraryLogger, withoutTokens } from './log.js';
import { faultOf } from './outbox/faults.js';
import { Pulse } from './pulse.js';

/** A token: it is shown to Slack and to nobody else. */
interface Token {
  reveal(): string;
}

export interface SlackAppParts {
  readonly botToken: Token;
  readonly appToken: Token;
  /** Another Web API than https://slack.com/api/. */
  readonly apiUrl?: string;
  readonly log: Log;
  readonly clock: Clock;
  /** Told when Slack will not have a connection back, such as after a token was revoked. */
  readonly onRefused: (error: PatchbayError) => void;
}

/** Who we are in the workspace. */
interface Identity {
  readonly teamId: string;
  readonly botId: string;
  readonly botUserId: string;
}

export interface SlackApp {
  readonly bolt: App;
  readonly client: WebClient;
  readonly identity: Identity;
  readonly inFlight: InFlight;
  readonly pulse: Pick<Pulse, 'now'>;
  /** Ends when Slack can reach us. */
  start(): Promise<void>;
  /** Waits for what was acknowledged, then disconnects. */
  stop(): Promise<void>;
}

const CALL_LIMIT_MS = 15_000;
const DRAIN_MS = 5000;
/** Slack closes each connection every few hours: while one reconnects, the other hears. */
const CONNECTIONS = 2;

const authReply = z.object({ team_id: z.string(), bot_id: z.string(), user_id: z.string() });

/**
 * Asks Slack once who we are, and builds the app over two Socket Mode connections.
 * @throws PatchbayError PB701 where Slack does not take the token
 */
export async function createSlackApp(parts: SlackAppParts): Promise<SlackApp> {
  const logger = libraryLogger(parts.log);
  // A new object each time: Bolt and Socket Mode write into the options that they are given.
  const options = (): WebClientOptions => ({
    ...(parts.apiUrl === undefined ? {} : { slackApiUrl: parts.apiUrl }),
    logger,
    timeout: CALL_LIMIT_MS,
    // The outbox tries again where that is safe; a client of its own accord posts twice, and stops for a 429.
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
  const client = new WebClient(parts.botToken.reveal(), options());
  const identity = await identify(client);
  const receivers = Array.from({ length: CONNECTIONS }, () => receiver(parts, options()));
  const bolt = boltApp(parts, receivers, options(), identity);
  const pulse = new Pulse(parts.clock);
  const connections = receivers.map((one) => new Connection(one, { ...parts, pulse }));
  const inFlight = new InFlight();
  return {
    ...{ bolt, client, identity, inFlight, pulse },
    start: async () => {
      await Promise.all(connections.map((connection) => connection.start()));
    },
    stop: async () => {
      const left = await inFlight.drain(parts.clock, DRAIN_MS);
      if (left > 0) parts.log.warn({ left }, 'stopping while answers are under way');
      await Promise.all(connections.map((connection) => connection.stop()));
    },
  };
}

async function identify(client: WebClient): Promise<Identity> {
  try {
    const { team_id, bot_id, user_id } = authReply.parse(await client.auth.test());
    return { teamId: team_id, botId: bot_id, botUserId: user_id };
  } catch (thrown) {
    const cause = withoutTokens(faultOf(thrown).cause);
    throw new PatchbayError('PB701', { method: 'auth.test', cause }, { cause: thrown });
  }
}

function receiver(parts: SlackAppParts, clientOptions: WebClientOptions): SocketModeReceiver {
  return new SocketModeReceiver({
    appToken: parts.appToken.reveal(),
    autoReconnectEnabled: false,
    logger: libraryLogger(parts.log),
    installerOptions: { clientOptions },
    // What threw before its ack would be delivered again and again: it is logged here, and acknowledged.
    processEventErrorHandler: async ({ error }) => {
      parts.log.error({ cause: withoutTokens(String(error)) }, 'event not processed');
      return true;
    },
  });
}

function boltApp(
  parts: SlackAppParts,
  receivers: readonly SocketModeReceiver[],
  clientOptions: WebClientOptions,
  identity: Identity,
): App {
  const [first, ...others] = receivers;
  if (first === undefined) throw new PatchbayError('PB899', { cause: 'no connection' });
  const bolt = new App({
    receiver: first,
    // Fixed: otherwise Bolt would ask auth.test at every event.
    authorize: async () => ({ botToken: parts.botToken.reveal(), ...identity }),
    logger: libraryLogger(parts.log),
    clientOptions,
    convoStore: false,
  });
  for (const other of others) other.init(bolt);
  bolt.error(async (error) => parts.log.error({ cause: withoutTokens(String(error)) }, 'listener failed'));
  return bolt;
}
