import { type Card, card, context, section } from '../blocks.js';
import { alreadyShown, forLooking } from '../words/approvals.js';

/** A card for somebody who may look: without the buttons of those who may do more. */
export function forLookingCard(whole: Card): Card {
  const blocks = whole.blocks.filter((block) => block.type !== 'actions');
  return card(whole.text, [...blocks, context(forLooking())]);
}

/** @param link to the card; null where there is none */
export function alreadyShownCard(link: string | null): Card {
  const text = alreadyShown(link);
  return card(text, [section(text)]);
}
