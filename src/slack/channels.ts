import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { PatchbayError } from '../domain/errors.js';
import type { Instant } from '../domain/ids.js';
import type { Clock } from '../ports/clock.js';
import { faultOf } from './outbox/faults.js';

const CACHE_MS = 60_000;

/** https://docs.slack.dev/reference/objects/conversation-object */
const reply = z.object({
  channel: z.object({
    is_ext_shared: z.boolean().default(false),
    is_pending_ext_shared: z.boolean().default(false),
    is_member: z.boolean().default(false),
  }),
});

/** Other organizations read it; or Slack does not say who does. */
type Refusal = 'PB117' | 'PB118';

interface Seen {
  /** Why we do not work there; null where we do. */
  readonly refusal: Refusal | null;
  readonly isOurs: boolean;
}

/** Which channels other organizations read: cards name computers and what they are missing. */
export class Channels {
  readonly #client: WebClient;
  readonly #clock: Clock;
  readonly #known = new Map<string, { readonly until: Instant; readonly seen: Promise<Seen> }>();

  constructor(client: WebClient, clock: Clock) {
    this.#client = client;
    this.#clock = clock;
  }

  /** @throws PatchbayError PB117 for a shared channel, PB118 where that cannot be seen; PB701 where Slack does not say: then nothing is done */
  async demandInternal(channel: string): Promise<void> {
    const { refusal } = await this.#seen(channel);
    if (refusal !== null) throw new PatchbayError(refusal);
  }

  /** Whether we are in the channel, and so can post there. @throws PatchbayError PB701 where Slack does not say */
  async areIn(channel: string): Promise<boolean> {
    return (await this.#seen(channel)).isOurs;
  }

  #seen(channel: string): Promise<Seen> {
    const now = this.#clock.now();
    for (const [id, { until }] of this.#known) if (until <= now) this.#known.delete(id);
    return this.#known.get(channel)?.seen ?? this.#ask(channel);
  }

  #ask(channel: string): Promise<Seen> {
    const seen = this.#lookAt(channel);
    this.#known.set(channel, { until: this.#clock.now() + CACHE_MS, seen });
    seen.catch(() => this.#known.delete(channel));
    return seen;
  }

  async #lookAt(channel: string): Promise<Seen> {
    try {
      const info = reply.parse(await this.#client.conversations.info({ channel })).channel;
      const refusal = info.is_ext_shared || info.is_pending_ext_shared ? ('PB117' as const) : null;
      return { refusal, isOurs: info.is_member };
    } catch (thrown) {
      const { cause } = faultOf(thrown);
      // A private channel without us: we cannot post there either, so cards go to the person.
      if (cause === 'channel_not_found') return { refusal: null, isOurs: false };
      if (cause === 'missing_scope') return { refusal: 'PB118', isOurs: false };
      throw new PatchbayError('PB701', { method: 'conversations.info', cause }, { cause: thrown });
    }
  }
}
