import { WebAPIRequestError, WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { SlackSeen } from '../domain/diagnosis/slack.js';
import { type Log, libraryLogger, withoutTokens } from './log.js';
import { faultOf } from './outbox/faults.js';

interface Token {
  reveal(): string;
}

interface Looking extends Pick<SlackSeen, 'wanted' | 'teamId'> {
  readonly botToken: Token;
  readonly appToken: Token;
  /** Another Web API than Slack's own; null: Slack's own. */
  readonly apiUrl: string | null;
  readonly log: Log;
}

const LIMIT_MS = 15_000;

/** The scopes come in a header of every reply. Source: docs.slack.dev, "Using the Slack Web API", x-oauth-scopes. */
const authReply = z.object({
  team: z.string().max(300).default(''),
  team_id: z.string(),
  response_metadata: z.object({ scopes: z.array(z.string()).optional() }).optional(),
});

/** Looks at Slack by calls that change nothing; an address for a connection that nobody opens is forgotten there. */
export async function lookAtSlack(looking: Looking): Promise<SlackSeen> {
  const [bot, app] = await Promise.all([lookAtBot(looking), lookAtApp(looking)]);
  return { bot, app, wanted: looking.wanted, teamId: looking.teamId };
}

async function lookAtBot(looking: Looking): Promise<SlackSeen['bot']> {
  try {
    const reply = authReply.parse(await clientOf(looking, looking.botToken).auth.test());
    const scopes = reply.response_metadata?.scopes ?? null;
    return { team: reply.team === '' ? reply.team_id : reply.team, teamId: reply.team_id, scopes };
  } catch (thrown) {
    const cause = causeOf(thrown);
    return thrown instanceof WebAPIRequestError ? { unreached: cause } : { cause };
  }
}

async function lookAtApp(looking: Looking): Promise<SlackSeen['app']> {
  try {
    await clientOf(looking, looking.appToken).apps.connections.open({});
    return 'open';
  } catch (thrown) {
    return { cause: causeOf(thrown) };
  }
}

function clientOf({ apiUrl, log }: Looking, token: Token): WebClient {
  return new WebClient(token.reveal(), {
    ...(apiUrl === null ? {} : { slackApiUrl: apiUrl }),
    logger: libraryLogger(log),
    timeout: LIMIT_MS,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
}

function causeOf(thrown: unknown): string {
  return withoutTokens(faultOf(thrown).cause);
}
