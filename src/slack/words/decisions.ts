import type { Decided } from '../../domain/views.js';
import { type Mrkdwn, moment, mrkdwn, person, safe } from '../text.js';

/** What became of a card, in words; empty while it is open. */
export function outcomeText({ decided }: { readonly decided: Decided | null }): Mrkdwn {
  if (decided === null) return mrkdwn``;
  const { as, by, at } = decided;
  return mrkdwn`Decided: ${safe(as, 200)}, by ${person(by)} ${moment(at)}.`;
}
