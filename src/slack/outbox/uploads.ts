import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { Card, Upload } from '../blocks.js';
import { faultOf } from './faults.js';
import type { Place } from './messenger.js';

const uploadReply = z.object({ files: z.array(z.object({ files: z.array(z.object({ id: z.string() })) })) });
const threadMessage = z.object({ ts: z.string(), files: z.array(z.object({ name: z.string() })) });

/** Files of ours in Slack. Each call fails as the Web API's client does; nothing is tried twice here. */
export class Uploads {
  readonly #client: WebClient;

  constructor(client: WebClient) {
    this.#client = client;
  }

  /** Uploads what a message will show: only we see it until then. Gives the file's id. */
  async picture({ name, title, alt, content }: Upload): Promise<string> {
    const file = Buffer.from(await content());
    const reply = await this.#client.files.uploadV2({ filename: name, title, alt_text: alt, file });
    const id = uploadReply.parse(reply).files[0]?.files[0]?.id;
    if (id === undefined) throw new Error('the upload has no file');
    return id;
  }

  /** Puts a file into a conversation or a thread. */
  async share(place: Place, { name, title, alt, content }: Upload): Promise<void> {
    const file = Buffer.from(await content());
    const about = { channel_id: place.channel, filename: name, title, alt_text: alt, file };
    await this.#client.files.uploadV2(place.thread === null ? about : { ...about, thread_ts: place.thread });
  }

  /**
   * Whether a file of this name is in the thread already: an upload may have arrived though its answer did not. Where we
   * may not look, no: a doubled file is better than a lost one.
   */
  async isThere(place: Place, name: string): Promise<boolean> {
    if (place.thread === null) return false;
    try {
      const reply = await this.#client.conversations.replies({ channel: place.channel, ts: place.thread, limit: 200 });
      return (reply.messages ?? []).some((message) => holds(message, name));
    } catch (thrown) {
      if (faultOf(thrown).kind !== 'no-scope') throw thrown;
      return false;
    }
  }
}

function holds(message: unknown, name: string): boolean {
  const parsed = threadMessage.safeParse(message);
  return parsed.success && parsed.data.files.some((file) => file.name === name);
}

/** The card with its picture where it belongs. Source: https://docs.slack.dev/reference/block-kit/blocks/image-block */
export function withPicture(card: Card, file: string | null): Card {
  if (card.picture === undefined || file === null) return card;
  const image = { type: 'image' as const, slack_file: { id: file }, alt_text: card.picture.alt.slice(0, 1900) };
  return { ...card, blocks: [...card.blocks.slice(0, 2), image, ...card.blocks.slice(2)] };
}
