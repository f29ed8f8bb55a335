import { FORM } from '../words/forms.js';
import { WHICH_FORM } from '../words/updates.js';
import { type Choice, input, MOST_OPTIONS, multiSelect, radio } from './parts.js';

/** Which of the listed patches are meant. `all` is what the card showed: none has to be ticked. */
const WHICH = ['all', 'only', 'except'] as const;
export type Which = (typeof WHICH)[number];

/**
 * Two inputs: all, only some, or all but some; and which these are.
 * @param first what is chosen already
 */
export function whichPatches(choices: readonly Choice[], first: Which = 'all') {
  const all = { value: 'all', text: WHICH_FORM.all(choices.length) };
  const only = { value: 'only', text: WHICH_FORM.only };
  const except = { value: 'except', text: WHICH_FORM.except };
  const isCut = choices.length > MOST_OPTIONS;
  const hint = isCut ? WHICH_FORM.someListed(MOST_OPTIONS, choices.length) : WHICH_FORM.allListed;
  return [
    input('which', FORM.patches, radio([all, only, except], { all, only, except }[first])),
    input('updates', WHICH_FORM.chosen, multiSelect(choices, WHICH_FORM.choose), { optional: true, hint }),
  ];
}

export function isWhich(value: string): value is Which {
  return WHICH.some((which) => which === value);
}

/** The ids that a choice stands for. */
export function chosenOf<T extends string>(which: Which, chosen: readonly T[], all: readonly T[]): readonly T[] {
  if (which === 'all') return all;
  const ticked = new Set(chosen);
  return all.filter((id) => ticked.has(id) === (which === 'only'));
}
