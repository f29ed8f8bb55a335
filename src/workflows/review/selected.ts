import type { Draft } from '../../domain/draft.js';
import { candidatesOf } from '../../domain/reckoning.js';
import type { RecommendationState } from '../../domain/recommendation.js';
import type { LeftOut, Share } from '../../domain/rollout.js';
import { type Candidate, isOpenTo, selectionTest } from '../../domain/selection.js';
import { inPieces } from '../pieces.js';
import type { Pool } from '../pool.js';

/** So many of what is left out are named; the others are counted. */
const MOST_NAMED = 5;

/** A run of exactly what is selected in a draft and may run now; what may not is named. */
export function runOfSelected({ choices, exceptComputers }: Draft, pool: Pool): Promise<Meant> {
  return runOf(pool, selectionTest(choices, exceptComputers));
}

interface Meant {
  readonly only: readonly Share[];
  readonly leftOut?: LeftOut;
}

/** A run of what is meant and may run now; what may not is named. */
export async function runOf({ standings, patchOf }: Pool, isMeant: (candidate: Candidate) => boolean): Promise<Meant> {
  const only: Share[] = [];
  const left: Candidate[] = [];
  await inPieces(standings, ({ computer }) => {
    const selected = candidatesOf(computer, patchOf).filter(isMeant);
    const updates = selected.flatMap(({ recommendation }) =>
      isOpenTo(recommendation, 'run') ? (recommendation.updateId ?? []) : [],
    );
    if (updates.length > 0) only.push({ computerId: computer.id, updates });
    left.push(...selected.filter(({ recommendation }) => !isOpenTo(recommendation, 'run')));
  });
  return left.length === 0 ? { only } : { only, leftOut: leftOutOf(left) };
}

function leftOutOf(left: readonly Candidate[]): LeftOut {
  const states: Partial<Record<RecommendationState, number>> = {};
  for (const { recommendation } of left) states[recommendation.state] = (states[recommendation.state] ?? 0) + 1;
  const first = left.slice(0, MOST_NAMED).map(({ computerId, recommendation: { title, state } }) => ({
    ...{ computerId, title, state },
  }));
  return { states, first };
}
