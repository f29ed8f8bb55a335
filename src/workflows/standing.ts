import type { Computer } from '../domain/computer.js';
import { type Decision, decided, isPossible } from '../domain/decision.js';
import type { Instant } from '../domain/ids.js';
import type { Recommendation, RecommendationState } from '../domain/recommendation.js';
import type { Versioned } from '../ports/store.js';

/** What lists and cards ask of a computer, worked out once for each of its states. */
interface Digest {
  readonly counts: Readonly<Partial<Record<RecommendationState, number>>>;
  /** How many recommendations could be approved. */
  readonly approvable: number;
  /** Of those that could be approved: another one is another question. */
  readonly fingerprint: string;
}

/** What became of a decision. */
export interface Outcome {
  readonly applied: number;
  readonly missed: readonly Recommendation[];
}

/** How one computer stood at a moment. */
export interface Standing {
  readonly computer: Computer;
  readonly digest: Digest;
  /** A fingerprint of the states of all its recommendations. */
  readonly states: string;
  /** When the latest of its recommendations that are kept came to its state; 0 where there is none. */
  readonly latest: Instant;
}

/** A computer after decisions, and what became of each of them. */
export interface Overlay {
  readonly computer: Computer;
  readonly outcomes: readonly Outcome[];
}

/** A document as it is kept, and the decisions that are not written into it yet. What it shows never changes. */
export class KnownStanding implements Standing {
  readonly kept: Versioned<Computer>;
  readonly pending: readonly Decision[];
  readonly latest: Instant;
  /** How many decisions had been taken when it was looked at last. */
  taken = 0;
  readonly #hash: (text: string) => string;
  #before: KnownStanding | null;
  #overlay: Overlay | null = null;
  #digest: Digest | null = null;
  #states: string | null = null;

  /** @param before how it stood until now: much of what was worked out for that may still be so */
  constructor(
    kept: Versioned<Computer>,
    pending: readonly Decision[],
    hash: (text: string) => string,
    before: KnownStanding | null,
  ) {
    this.kept = kept;
    this.pending = pending;
    this.#hash = hash;
    this.#before = before;
    this.latest = before?.kept === kept ? before.latest : latestOf(kept.value);
    if (before !== null) this.#inherit(before);
  }

  get overlay(): Overlay {
    this.#overlay ??= this.#begun();
    this.#before = null;
    return this.#overlay;
  }

  get computer(): Computer {
    return this.overlay.computer;
  }

  get states(): string {
    this.#states ??= this.#hash(statesOf(this.computer));
    return this.#states;
  }

  get digest(): Digest {
    this.#digest ??= digestOf(this.computer, this.#hash);
    return this.#digest;
  }

  hasPending(pending: readonly Decision[]): boolean {
    return pending.length === this.pending.length && this.#beginsWith(pending);
  }

  /** One decision more is applied to what the ones before it came to. */
  #begun(): Overlay {
    const before = this.#before;
    const begin =
      before !== null && before.#overlay !== null && before.kept === this.kept && before.#beginsWith(this.pending)
        ? before.#overlay
        : { computer: this.kept.value, outcomes: [] };
    return overlaid(begin, this.pending.slice(begin.outcomes.length));
  }

  /** Whether these are its own decisions, and maybe more. */
  #beginsWith(pending: readonly Decision[]): boolean {
    return this.pending.every((decision, n) => decision === pending[n]);
  }

  /** Much that is written changes nothing of what the digest is about: it need not be worked out again. */
  #inherit(before: KnownStanding): void {
    if (before.kept === this.kept) return;
    this.#before = null;
    if (before.#digest === null || !sameStates(before.computer, this.computer)) return;
    this.#digest = before.#digest;
    this.#states = before.#states;
  }
}

/** Whether all recommendations of a computer are in the same states since the same moments. */
function sameStates({ recommendations: one }: Computer, { recommendations: other }: Computer): boolean {
  if (one === other) return true;
  const [ids, others] = [Object.keys(one), Object.keys(other)];
  // In the same order, too: a digest tells of it.
  return ids.length === others.length && ids.every((id, n) => id === others[n] && same(one[id], other[id]));
}

function same(one: Recommendation | undefined, other: Recommendation | undefined): boolean {
  return one?.state === other?.state && one?.since === other?.since;
}

function latestOf({ recommendations }: Computer): Instant {
  let latest = 0;
  for (const { since } of Object.values(recommendations)) latest = Math.max(latest, since);
  return latest;
}

function statesOf({ recommendations }: Computer): string {
  return Object.values(recommendations)
    .map(({ id, state, since }) => `${id} ${state} ${since}`)
    .join('\n');
}

export function overlaid(begin: Overlay, pending: readonly Decision[]): Overlay {
  return pending.reduce<Overlay>(({ computer, outcomes }, decision) => {
    const { computer: after, applied, missed } = decided(computer, decision);
    return { computer: after, outcomes: [...outcomes, { applied, missed }] };
  }, begin);
}

function digestOf(computer: Computer, hash: (text: string) => string): Digest {
  const counts: Partial<Record<RecommendationState, number>> = {};
  const approvable: string[] = [];
  for (const recommendation of Object.values(computer.recommendations)) {
    const { id, state } = recommendation;
    counts[state] = (counts[state] ?? 0) + 1;
    if (isPossible(recommendation, 'approve')) approvable.push(`${id} ${state}`);
  }
  return { counts, approvable: approvable.length, fingerprint: hash(approvable.join('\n')) };
}
