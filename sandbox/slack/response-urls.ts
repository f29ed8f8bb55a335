import { randomBytes } from 'node:crypto';
import type { Content, Messages } from './messages.js';
import type { Json } from './model.js';
import { Refusal } from './model.js';
import type { World } from './world.js';

/** https://docs.slack.dev/interactivity/handling-user-interaction: five uses within thirty minutes. */
const USES = 5;
const LIVES_MS = 30 * 60_000;

interface Origin {
  readonly person: string;
  readonly conversation: string;
  /** The message whose button was clicked; none for slash commands. */
  readonly messageTs: string | null;
  readonly threadTs: string | null;
}

export interface ResponseUrls {
  give(origin: Origin): string;
  /** What the bot sends there. Refuses unknown, used up and late urls, and content that Slack refuses. */
  respond(token: string, body: Json): void;
}

export function createResponseUrls(world: World, messages: Messages): ResponseUrls {
  const given = new Map<string, Origin & { readonly until: number; uses: number }>();
  return {
    give(origin) {
      const token = randomBytes(12).toString('hex');
      given.set(token, { ...origin, until: world.clock.now() + LIVES_MS, uses: 0 });
      return `${world.url()}response/${token}`;
    },
    respond(token, body) {
      const origin = given.get(token);
      if (origin === undefined) throw new Refusal('no_such_url');
      if (world.clock.now() > origin.until) throw new Refusal('expired_url');
      if (origin.uses >= USES) throw new Refusal('used_url');
      origin.uses += 1;
      answer(world, messages, origin, body);
    },
  };
}

/** What an ack of a slash command or a post to a response_url does. */
export function answer(world: World, messages: Messages, origin: Origin, body: Json): void {
  const original = origin.messageTs === null ? null : messages.find(origin.conversation, origin.messageTs);
  if (body.delete_original === true) {
    if (original !== null) messages.forget(origin.conversation, original);
    return;
  }
  if (body.replace_original === true && original !== null) {
    messages.rewrite(origin.conversation, original, contentOf(body));
    return;
  }
  const threadTs = typeof body.thread_ts === 'string' ? body.thread_ts : origin.threadTs;
  messages.post({
    ...contentOf(body),
    conversation: origin.conversation,
    user: world.workspace.bot.userId,
    threadTs,
    ephemeralFor: body.response_type === 'in_channel' ? null : origin.person,
  });
}

function contentOf(body: Json): Content {
  return {
    text: typeof body.text === 'string' ? body.text : undefined,
    blocks: Array.isArray(body.blocks) ? body.blocks : undefined,
  };
}
