import type { Decided } from '../../domain/views.js';
import { context } from '../blocks.js';
import { type Mrkdwn, moment, mrkdwn, person, safe } from '../text.js';

interface Decidable {
  readonly decided: Decided | null;
  readonly stale: boolean;
}

/** A card that can no longer be acted on has no buttons. */
export function isOpen(view: Decidable): boolean {
  return view.decided === null && !view.stale;
}

/** What became of a card, in words; empty while it is open. */
export function outcomeText(view: Decidable): Mrkdwn {
  if (view.decided !== null) {
    const { as, by, at } = view.decided;
    return mrkdwn`Decided: ${safe(as, 200)}, by ${person(by)} ${moment(at)}.`;
  }
  return view.stale ? mrkdwn`This changed since it was shown. Nothing was done; ask for it again to decide.` : mrkdwn``;
}

export function outcome(view: Decidable) {
  const text = outcomeText(view);
  return text === '' ? null : context(text);
}
