import type { PatchbayFailure } from '../../domain/errors.js';
import { type Card, card, section } from '../blocks.js';
import { failureSummary } from '../words/failures.js';

export function failureCard(failure: PatchbayFailure): Card {
  const text = failureSummary(failure);
  return card(text, [section(text)]);
}
