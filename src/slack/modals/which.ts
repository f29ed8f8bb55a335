import { type Choice, input, MOST_OPTIONS, multiSelect, radio } from './parts.js';

/** Which of the listed patches are meant. `all` is what the card showed: none has to be ticked. */
const WHICH = ['all', 'only', 'except'] as const;
export type Which = (typeof WHICH)[number];

/**
 * Two inputs: all, only some, or all but some; and which these are.
 * @param first what is chosen already
 */
export function whichPatches(choices: readonly Choice[], first: Which = 'all') {
  const all = { value: 'all', text: `All ${choices.length}` };
  const only = { value: 'only', text: 'Only those chosen below' };
  const except = { value: 'except', text: 'All but those chosen below' };
  const hint =
    choices.length > MOST_OPTIONS
      ? `The list shows the ${MOST_OPTIONS} weightiest of ${choices.length}; filter by words to see others.`
      : 'Not needed where all are taken.';
  return [
    input('which', 'Patches', radio([all, only, except], { all, only, except }[first])),
    input('updates', 'Chosen patches', multiSelect(choices, 'Choose patches'), { optional: true, hint }),
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
