import type { PatchbayFailure } from '../../domain/errors.js';
import { type ButtonSpec, buttons, type Card, card, section } from '../blocks.js';
import { failureSummary } from '../words/failures.js';

/** @param next what to do about it, one click away */
export function failureCard(failure: PatchbayFailure, next: readonly ButtonSpec[] = []): Card {
  const text = failureSummary(failure);
  return card(text, [section(text), next.length === 0 ? null : buttons(next)]);
}
