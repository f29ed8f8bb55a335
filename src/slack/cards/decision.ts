import type { Decided } from '../../domain/views.js';
import { context } from '../blocks.js';
import { outcomeText } from '../words/decisions.js';

interface Decidable {
  readonly decided: Decided | null;
}

/** A card that can no longer be acted on has no buttons. */
export function isOpen(view: Decidable): boolean {
  return view.decided === null;
}

export function outcome(view: Decidable) {
  const text = outcomeText(view);
  return text === '' ? null : context(text);
}
