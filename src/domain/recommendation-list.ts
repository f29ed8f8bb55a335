import type { Computer } from './computer.js';
import { isPossible } from './decision.js';
import { Amounts, candidatesOf, compareRows } from './reckoning.js';
import type { Recommendation, RecommendationState } from './recommendation.js';
import { type Candidate, type PatchInfo, saysAll } from './selection.js';
import type { Approvable, RecommendationRow, RecommendationsFilter } from './views.js';

export type Counts = Partial<Record<RecommendationState, number>>;

/** States in which nothing is left to be done. */
export const SETTLED: ReadonlySet<RecommendationState> = new Set(['Implemented', 'Closed', 'Ignored']);

type Row = { -readonly [K in keyof RecommendationRow]: RecommendationRow[K] } & { counts: Counts };

/** The rows of a card, put together computer by computer. */
export class RecommendationList {
  readonly #filter: RecommendationsFilter;
  readonly #patchOf: (recommendation: Recommendation) => PatchInfo;
  readonly #said = new Map<PatchInfo, boolean>();
  readonly #rows = new Map<string, Row>();
  readonly #approvable = new Amounts();
  readonly #patches = new Set<PatchInfo>();

  constructor(filter: RecommendationsFilter, patchOf: (recommendation: Recommendation) => PatchInfo) {
    this.#filter = filter;
    this.#patchOf = patchOf;
  }

  add(computer: Computer): void {
    for (const candidate of candidatesOf(computer, this.#patchOf)) {
      if (SETTLED.has(candidate.recommendation.state) || !this.#isSaid(candidate.patch)) continue;
      this.#count(candidate);
      if (!isPossible(candidate.recommendation, 'approve')) continue;
      this.#approvable.add(candidate);
      this.#patches.add(candidate.patch);
    }
  }

  get rows(): readonly RecommendationRow[] {
    return [...this.#rows.values()].sort(compareRows);
  }

  get approvable(): Approvable {
    const patches = [...this.#patches];
    const severe = (severity: PatchInfo['severity']): number =>
      patches.filter((patch) => patch.severity === severity).length;
    const restarting = patches.filter((patch) => patch.mayRestart).length;
    return { ...this.#approvable.amount, critical: severe('Critical'), important: severe('Important'), restarting };
  }

  #count({ computerId, patch, recommendation }: Candidate): void {
    const isPatch = this.#filter.view === 'recommendation';
    const id = isPatch ? patch.id : computerId;
    const { state, cameBack, reason } = recommendation;
    const row = this.#rows.get(id) ?? newRow(id, isPatch ? patch : null);
    row.counts[state] = (row.counts[state] ?? 0) + 1;
    row.cameBack += cameBack ? 1 : 0;
    if (state === 'Failed') row.failedBecause ??= reason;
    this.#rows.set(id, row);
  }

  #isSaid(patch: PatchInfo): boolean {
    const known = this.#said.get(patch) ?? saysAll(patch, this.#filter.words);
    this.#said.set(patch, known);
    return known;
  }
}

function newRow(id: string, patch: PatchInfo | null): Row {
  return { id, patch, counts: {}, cameBack: 0, failedBecause: null };
}
