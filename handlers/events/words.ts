import { byMessage } from '../answers.js';
import type { Delivery, Deps } from '../guard.js';

/** What a mention and a direct message have in common. Slack has been answered already. */
export function wordsDelivery(
  deps: Deps,
  eventId: string,
  event: {
    readonly user?: string | undefined;
    readonly channel: string;
    readonly thread_ts?: string | undefined;
  },
): Delivery {
  const person = event.user ?? '';
  return {
    person,
    channel: event.channel,
    seed: `event ${eventId}`,
    answer: byMessage(deps.client, { person, channel: event.channel, thread: event.thread_ts }),
  };
}
