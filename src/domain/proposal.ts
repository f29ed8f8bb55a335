import type { Computer } from './computer.js';
import { Fingerprint } from './fingerprint.js';
import type { ComputerId } from './ids.js';
import { type Amount, Amounts, candidatesOf, compareRows, type StateCounts } from './reckoning.js';
import type { Recommendation } from './recommendation.js';
import { type Candidate, isOpenTo, type PatchInfo, type ReviewEvent } from './selection.js';

/** What is about to be decided, in numbers. */
export interface Proposed {
  readonly event: ReviewEvent;
  readonly amount: Amount;
  /** Computers that may restart once it is installed. */
  readonly restarting: number;
  /** Selected, but in a state in which it cannot be done. */
  readonly skipped: Readonly<StateCounts>;
  /** The weightiest first. */
  readonly patches: readonly PatchInfo[];
  /** Of all that is selected and its states: other ones are another question. */
  readonly hash: string;
}

/** Counts what of a selection an event is possible for, computer by computer. */
export class Proposal {
  readonly #event: ReviewEvent;
  readonly #isSelected: (candidate: Candidate) => boolean;
  readonly #hash: (text: string) => string;
  readonly #amounts = new Amounts();
  readonly #restarting = new Set<ComputerId>();
  readonly #patches = new Set<PatchInfo>();
  readonly #skipped: StateCounts = {};
  readonly #fingerprint: Fingerprint;

  constructor(event: ReviewEvent, isSelected: (candidate: Candidate) => boolean, hash: (text: string) => string) {
    this.#event = event;
    this.#isSelected = isSelected;
    this.#hash = hash;
    this.#fingerprint = new Fingerprint(hash);
  }

  add(computer: Computer, patchOf: (recommendation: Recommendation) => PatchInfo): void {
    const selected = candidatesOf(computer, patchOf).filter(this.#isSelected);
    if (selected.length === 0) return;
    for (const candidate of selected) this.#count(candidate);
    const states = selected.map(({ recommendation: { id, state } }) => `${id} ${state}`);
    this.#fingerprint.add(this.#hash([computer.id, ...states].join('\n')));
  }

  get proposed(): Proposed {
    return {
      event: this.#event,
      amount: this.#amounts.amount,
      restarting: this.#restarting.size,
      skipped: this.#skipped,
      patches: [...this.#patches]
        .map((patch) => ({ id: patch.id, patch }))
        .sort(compareRows)
        .map(({ patch }) => patch),
      hash: this.#fingerprint.value,
    };
  }

  #count(candidate: Candidate): void {
    const { recommendation, patch, computerId } = candidate;
    if (isOpenTo(recommendation, this.#event)) {
      this.#amounts.add(candidate);
      this.#patches.add(patch);
      if (patch.mayRestart) this.#restarting.add(computerId);
    } else this.#skipped[recommendation.state] = (this.#skipped[recommendation.state] ?? 0) + 1;
  }
}
