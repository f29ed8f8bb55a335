import type { OperationId } from '../src/domain/ids.js';
import type { Card } from '../src/slack/blocks.js';
import { alreadyShownCard, forLookingCard } from '../src/slack/cards/offered.js';
import { faultOf } from '../src/slack/outbox/faults.js';
import type { Deps, Visit } from './guard.js';

/**
 * The card is the answer, in the conversation. Who may only look gets it alone and without buttons; where it is there
 * already, the answer leads to it.
 */
export async function offered(deps: Deps, visit: Visit, request: OperationId, card: Card): Promise<void> {
  const where = await deps.desk.whereIs(visit.asker, request);
  if (where === 'new') return;
  if (where === 'private') return visit.answer(forLookingCard(card));
  await visit.answer(alreadyShownCard(await linkTo(deps, where.channel, where.ts)));
}

/** Null where Slack gives none: the card is not far. */
async function linkTo(deps: Deps, channel: string, ts: string): Promise<string | null> {
  try {
    return (await deps.client.chat.getPermalink({ channel, message_ts: ts })).permalink ?? null;
  } catch (thrown) {
    deps.log.warn({ cause: faultOf(thrown).cause }, 'no link to a card');
    return null;
  }
}
