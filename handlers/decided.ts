import type { DecisionAnswer } from '../src/domain/decision.js';
import type { OperationId } from '../src/domain/ids.js';
import { type Card, card, section } from '../src/slack/blocks.js';
import { decidedText } from '../src/slack/words/review.js';
import type { Deps } from './guard.js';

/** Whatever a click on a card came to, the card then shows how it stands. */
export async function redrawn<T>(deps: Deps, request: OperationId, decide: () => Promise<T>): Promise<T> {
  try {
    return await decide();
  } finally {
    deps.clicked({ kind: 'request', requestId: request });
  }
}

export function approvedCard(decided: DecisionAnswer): Card {
  const text = decidedText('approve', decided);
  return card(text, [section(text)]);
}
