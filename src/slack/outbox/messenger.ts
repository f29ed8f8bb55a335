import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { PatchbayError } from '../../domain/errors.js';
import type { PersonId } from '../../domain/ids.js';
import type { Surface } from '../../domain/surface.js';
import type { Card } from '../blocks.js';
import { faultOf } from './faults.js';

export interface Place {
  readonly channel: string;
  /** The message in whose thread it belongs. */
  readonly thread: string | null;
}

export interface Posted {
  readonly channel: string;
  readonly ts: string;
}

const EVENT_TYPE = 'patchbay_surface';
/** Slack's clock and ours may differ. */
const SKEW_SECONDS = 300;
const MOST_PAGES = 5;

const postedReply = z.object({ channel: z.string(), ts: z.string() });
const openReply = z.object({ channel: z.object({ id: z.string() }) });
const foundMessage = z.object({
  ts: z.string(),
  metadata: z.object({ event_type: z.literal(EVENT_TYPE), event_payload: z.object({ surface: z.string() }) }),
});

/** The few calls that the outbox makes. Each fails as the Web API's client does; nothing is tried twice here. */
export class Messenger {
  readonly #client: WebClient;
  readonly #direct = new Map<PersonId, string>();
  /** False once Slack said that we may not read a conversation's history. */
  #mayLookBack = true;

  constructor(client: WebClient) {
    this.#client = client;
  }

  async post(surface: Surface, place: Place, card: Card): Promise<Posted> {
    const message = this.#message(place.channel, card);
    const metadata = { event_type: EVENT_TYPE, event_payload: { surface: surface.id } };
    const thread = place.thread === null ? {} : { thread_ts: place.thread, reply_broadcast: surface.broadcast };
    const target = { ...message, ...thread };
    return postedReply.parse(
      await this.#client.chat.postMessage({ ...target, metadata, unfurl_links: false, unfurl_media: false }),
    );
  }

  async edit(at: Posted, card: Card): Promise<void> {
    await this.#client.chat.update({ ...this.#message(at.channel, card), ts: at.ts });
  }

  /** The direct message with a person. */
  async direct(person: PersonId): Promise<string> {
    const known = this.#direct.get(person);
    if (known !== undefined) return known;
    const { channel } = openReply.parse(await this.#client.conversations.open({ users: person }));
    this.#direct.set(person, channel.id);
    return channel.id;
  }

  /**
   * Looks for a message whose post was not answered, by its metadata; a twin of it is removed. Null where there is
   * none, or where we may not look: then it is posted again, since a doubled message is better than a lost one.
   */
  async find(surface: Surface, place: Place): Promise<Posted | null> {
    if (!this.#mayLookBack) return null;
    try {
      const [first, ...twins] = await this.#matches(surface, place);
      for (const ts of twins) await this.#client.chat.delete({ channel: place.channel, ts });
      return first === undefined ? null : { channel: place.channel, ts: first };
    } catch (thrown) {
      if (faultOf(thrown).kind !== 'no-scope') throw thrown;
      this.#mayLookBack = false;
      return null;
    }
  }

  async #matches(surface: Surface, place: Place): Promise<readonly string[]> {
    const found: string[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < MOST_PAGES; page++) {
      const reply = await this.#page(place, String(surface.createdAt / 1000 - SKEW_SECONDS), cursor);
      for (const message of reply.messages) {
        const parsed = foundMessage.safeParse(message);
        if (parsed.success && parsed.data.metadata.event_payload.surface === surface.id) found.push(parsed.data.ts);
      }
      cursor = reply.cursor;
      if (cursor === undefined) break;
    }
    return found.sort();
  }

  async #page(place: Place, oldest: string, cursor: string | undefined) {
    const options = {
      channel: place.channel,
      oldest,
      limit: 200,
      include_all_metadata: true,
      ...(cursor ? { cursor } : {}),
    };
    const reply =
      place.thread === null
        ? await this.#client.conversations.history(options)
        : await this.#client.conversations.replies({ ...options, ts: place.thread });
    if (!reply.ok) throw new PatchbayError('PB701', { method: 'conversations.history', cause: reply.error ?? '' });
    return { messages: reply.messages ?? [], cursor: reply.response_metadata?.next_cursor || undefined };
  }

  #message(channel: string, card: Card) {
    // `parse: none`: Slack makes no mention, link or channel of its own out of the summary.
    return { channel, text: card.text, blocks: [...card.blocks], parse: 'none' as const, link_names: false };
  }
}
