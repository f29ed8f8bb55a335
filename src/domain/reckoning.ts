import type { Computer } from './computer.js';
import type { ReviewBy } from './draft.js';
import type { ComputerId } from './ids.js';
import type { Severity } from './patch.js';
import type { Recommendation, RecommendationState } from './recommendation.js';
import { type Candidate, isOpenTo, type PatchInfo, REVIEW_EVENTS, type ReviewEvent } from './selection.js';

export type StateCounts = Partial<Record<RecommendationState, number>>;

/** A line of a review: a patch and its computers, or a computer and its patches. */
export interface ReviewRow {
  /** The patch's or the computer's id. */
  readonly id: string;
  readonly patch: PatchInfo | null;
  readonly shown: number;
  readonly selected: number;
  readonly states: Readonly<StateCounts>;
}

/** How many of what. */
export interface Amount {
  readonly recommendations: number;
  readonly patches: number;
  readonly computers: number;
}

/** What is selected, in numbers. */
export interface Selected extends Amount {
  readonly states: Readonly<StateCounts>;
  /** For how many of them each thing can be done. */
  readonly possible: Readonly<Record<ReviewEvent, number>>;
}

interface Tests {
  readonly by: ReviewBy;
  readonly isShown: (candidate: Candidate) => boolean;
  readonly isSelected: (candidate: Candidate) => boolean;
}

type Counting<T> = { -readonly [K in keyof T]: T[K] };

/** Counts recommendations, computer by computer. */
export class Amounts {
  readonly #patches = new Set<string>();
  readonly #computers = new Set<ComputerId>();
  #recommendations = 0;

  add({ patch, computerId }: Candidate): void {
    this.#patches.add(patch.id);
    this.#computers.add(computerId);
    this.#recommendations += 1;
  }

  get amount(): Amount {
    return { recommendations: this.#recommendations, patches: this.#patches.size, computers: this.#computers.size };
  }
}

/** Works out what a review shows, computer by computer. */
export class Reckoning {
  readonly #tests: Tests;
  readonly #patchOf: (recommendation: Recommendation) => PatchInfo;
  readonly #rows = new Map<string, Counting<ReviewRow> & { states: StateCounts }>();
  readonly #shown = new Amounts();
  readonly #selected = new Amounts();
  readonly #states: StateCounts = {};
  readonly #possible = Object.fromEntries(REVIEW_EVENTS.map((event) => [event, 0])) as Record<ReviewEvent, number>;

  constructor(tests: Tests, patchOf: (recommendation: Recommendation) => PatchInfo) {
    this.#tests = tests;
    this.#patchOf = patchOf;
  }

  add(computer: Computer): void {
    for (const candidate of candidatesOf(computer, this.#patchOf)) {
      const isSelected = this.#tests.isSelected(candidate);
      if (isSelected) this.#select(candidate);
      if (this.#tests.isShown(candidate)) this.#show(candidate, isSelected);
    }
  }

  /** Patches by weight, computers by name. */
  get rows(): readonly ReviewRow[] {
    return [...this.#rows.values()].sort(compareRows);
  }

  get shown(): Amount {
    return this.#shown.amount;
  }

  get selected(): Selected {
    return { ...this.#selected.amount, states: this.#states, possible: this.#possible };
  }

  #select(candidate: Candidate): void {
    const { state } = candidate.recommendation;
    this.#selected.add(candidate);
    this.#states[state] = (this.#states[state] ?? 0) + 1;
    for (const event of REVIEW_EVENTS) if (isOpenTo(candidate.recommendation, event)) this.#possible[event] += 1;
  }

  #show(candidate: Candidate, isSelected: boolean): void {
    const isPatch = this.#tests.by === 'recommendation';
    const id = isPatch ? candidate.patch.id : candidate.computerId;
    const row = this.#rows.get(id) ?? {
      ...{ id, patch: isPatch ? candidate.patch : null, shown: 0, selected: 0, states: {} },
    };
    const { state } = candidate.recommendation;
    row.shown += 1;
    row.selected += isSelected ? 1 : 0;
    row.states[state] = (row.states[state] ?? 0) + 1;
    this.#rows.set(id, row);
    this.#shown.add(candidate);
  }
}

export function candidatesOf(
  { id, recommendations }: Computer,
  patchOf: (recommendation: Recommendation) => PatchInfo,
): readonly Candidate[] {
  return Object.values(recommendations).map((recommendation) => ({
    ...{ computerId: id, recommendation, patch: patchOf(recommendation) },
  }));
}

const WEIGHT: Readonly<Record<Severity, number>> = { Critical: 0, Important: 1, Moderate: 2, Low: 3, Unspecified: 4 };

interface Sortable {
  readonly id: string;
  readonly patch: PatchInfo | null;
}

/** Patches by weight, then by title; computers by name. */
export function compareRows(a: Sortable, b: Sortable): number {
  const weight = ({ patch }: Sortable): number => (patch === null ? 0 : WEIGHT[patch.severity]);
  const name = ({ patch, id }: Sortable): string => patch?.title ?? id;
  return weight(a) - weight(b) || compare(name(a), name(b)) || compare(a.id, b.id);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
