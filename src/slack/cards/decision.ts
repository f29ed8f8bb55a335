import type { Decided } from '../../domain/views.js';
import { context } from '../blocks.js';
import { type Mrkdwn, moment, mrkdwn, person, safe } from '../text.js';

interface Decidable {
  readonly decided: Decided | null;
}

/** A card that can no longer be acted on has no buttons. */
export function isOpen(view: Decidable): boolean {
  return view.decided === null;
}

/** What became of a card, in words; empty while it is open. */
export function outcomeText({ decided }: Decidable): Mrkdwn {
  if (decided === null) return mrkdwn``;
  const { as, by, at } = decided;
  return mrkdwn`Decided: ${safe(as, 200)}, by ${person(by)} ${moment(at)}.`;
}

export function outcome(view: Decidable) {
  const text = outcomeText(view);
  return text === '' ? null : context(text);
}
