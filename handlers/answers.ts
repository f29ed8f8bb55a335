import type { RespondFn } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import type { Card } from '../src/slack/blocks.js';

/** Through the delivery's own answer address: works where the bot is not a member. */
export function byResponse(respond: RespondFn): (card: Card) => Promise<unknown> {
  return (card) =>
    respond({
      response_type: 'ephemeral',
      replace_original: false,
      text: card.text,
      blocks: [...card.blocks],
    });
}

/** A message that only one person sees; in a direct message, a message. */
export function byMessage(
  client: WebClient,
  to: { readonly person: string; readonly channel: string; readonly thread?: string | undefined },
): (card: Card) => Promise<unknown> {
  return (card) => {
    const thread = to.thread === undefined ? {} : { thread_ts: to.thread };
    const message = {
      channel: to.channel,
      ...thread,
      text: card.text,
      blocks: [...card.blocks],
      parse: 'none' as const,
    };
    if (to.channel.startsWith('D')) return client.chat.postMessage({ ...message, unfurl_links: false });
    return client.chat.postEphemeral({ ...message, user: to.person });
  };
}
