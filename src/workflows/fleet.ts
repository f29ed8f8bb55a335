import type { Computer } from '../domain/computer.js';
import { type Decision, decided, isPossible } from '../domain/decision.js';
import type { ComputerId, OperationId } from '../domain/ids.js';
import type { Recommendation, RecommendationState } from '../domain/recommendation.js';
import type { Collection, Versioned } from '../ports/store.js';

/** What lists and cards ask of a computer, worked out once for each of its states. */
interface Digest {
  readonly counts: Readonly<Partial<Record<RecommendationState, number>>>;
  /** How many recommendations could be approved. */
  readonly approvable: number;
  /** Of those that could be approved: another one is another question. */
  readonly fingerprint: string;
}

/** What became of a decision. */
interface Outcome {
  applied: number;
  readonly missed: Recommendation[];
}

const NONE: readonly Decision[] = [];

/** How one computer stood at a moment. */
export interface Standing {
  readonly computer: Computer;
  readonly digest: Digest;
  /** A fingerprint of the states of all its recommendations. */
  readonly states: string;
}

/** A document as it is kept, and the decisions that are not written into it yet. Never changes. */
class KnownStanding implements Standing {
  readonly kept: Versioned<Computer>;
  readonly #pending: readonly Decision[];
  readonly #hash: (text: string) => string;
  #computer: Computer | null = null;
  #digest: Digest | null = null;
  #states: string | null = null;

  constructor(kept: Versioned<Computer>, pending: readonly Decision[], hash: (text: string) => string) {
    this.kept = kept;
    this.#pending = pending;
    this.#hash = hash;
  }

  /** Much that is written changes nothing of what the digest is about: it need not be worked out again. */
  inherit(before: KnownStanding): void {
    if (before.#digest === null || !sameStates(before.computer, this.computer)) return;
    this.#digest = before.#digest;
    this.#states = before.#states;
  }

  get computer(): Computer {
    this.#computer ??= overlaid(this.kept.value, this.#pending);
    return this.#computer;
  }

  get states(): string {
    this.#states ??= this.#hash(statesOf(this.computer));
    return this.#states;
  }

  get digest(): Digest {
    this.#digest ??= digestOf(this.computer, this.#hash);
    return this.#digest;
  }
}

/**
 * The computers' documents, held in memory. A decision about thousands of them counts for every reader and every writer
 * from the moment that it is taken; it is written into one document after another later, and with whatever else is
 * written into one.
 */
export class Fleet implements Collection<Computer> {
  readonly #documents: Collection<Computer>;
  readonly #hash: (text: string) => string;
  readonly #standings = new Map<string, KnownStanding>();
  /** By computer, in the order that they were taken in. */
  readonly #pending = new Map<string, readonly Decision[]>();
  readonly #outcomes = new Map<OperationId, Outcome>();

  /** @param documents nobody else may write into them */
  constructor(documents: Collection<Computer>, hash: (text: string) => string) {
    this.#documents = documents;
    this.#hash = hash;
  }

  /** From now on everybody sees the computers as after this decision. Taking it again changes nothing. */
  take(decision: Decision): void {
    if (this.#outcomes.has(decision.id)) return;
    this.#outcomes.set(decision.id, { applied: 0, missed: [] });
    for (const id of decision.ruling.computers) {
      const pending = [...(this.#pending.get(id) ?? NONE), decision].sort((a, b) => a.at - b.at);
      this.#pending.set(id, pending);
      const standing = this.#standings.get(id);
      if (standing !== undefined) this.#standings.set(id, new KnownStanding(standing.kept, pending, this.#hash));
    }
  }

  /** Writes all decisions about a computer into its document. */
  async settle(id: ComputerId): Promise<void> {
    if (this.#pending.has(id)) await this.#write(id, (computer) => computer);
  }

  /** What became of a decision that was written into every document that it is about. Forgets it. */
  close(id: OperationId): Readonly<Outcome> {
    const outcome = this.#outcomes.get(id) ?? { applied: 0, missed: [] };
    this.#outcomes.delete(id);
    return outcome;
  }

  /** How a computer that was read before stands now; it stays so, whatever happens. Null where there is no document. */
  standing(id: ComputerId): Standing | null {
    return this.#standings.get(id) ?? null;
  }

  /** How a computer stands that is not kept here. */
  standingOf(computer: Computer): Standing {
    return new KnownStanding({ revision: 0, value: computer }, NONE, this.#hash);
  }

  async get(id: string): Promise<Versioned<Computer> | null> {
    const known = this.#standings.get(id) ?? this.#noted(id, await this.#documents.get(id));
    return known === null ? null : { revision: known.kept.revision, value: known.computer };
  }

  ids(): Promise<readonly string[]> {
    return this.#documents.ids();
  }

  async create(id: string, value: Computer): Promise<Versioned<Computer>> {
    const created = await this.#documents.create(id, value);
    this.#noted(id, created);
    return created;
  }

  async replace(id: string, revision: number, value: Computer): Promise<Versioned<Computer>> {
    const replaced = await this.#documents.replace(id, revision, value);
    this.#noted(id, replaced);
    return replaced;
  }

  async update(id: string, change: (value: Computer | null) => Computer | null): Promise<Versioned<Computer> | null> {
    await this.#write(id, (before) => {
      const after = change(before);
      // Null and the argument alike say that there is nothing to write.
      return after === before ? null : after;
    });
    return this.get(id);
  }

  async remove(id: string): Promise<void> {
    await this.#documents.remove(id);
    this.#standings.delete(id);
  }

  /** Where something is written, the pending decisions are written with it, and have come to pass. */
  async #write(id: string, change: (value: Computer | null) => Computer | null): Promise<void> {
    const seen: { before: Computer | null; written: readonly Decision[] } = { before: null, written: NONE };
    const stored = await this.#documents.update(id, (value) => {
      const pending = this.#pending.get(id) ?? NONE;
      const after = change(value === null ? null : overlaid(value, pending));
      seen.before = value;
      seen.written = after === null && value !== null ? NONE : pending;
      return after;
    });
    if (seen.written.length > 0) this.#cameToPass(id, seen.before, seen.written);
    this.#noted(id, stored);
  }

  #cameToPass(id: string, before: Computer | null, written: readonly Decision[]): void {
    const left = (this.#pending.get(id) ?? NONE).filter((decision) => !written.includes(decision));
    if (left.length === 0) this.#pending.delete(id);
    else this.#pending.set(id, left);
    let computer = before;
    for (const decision of written) {
      if (computer === null) return;
      const after = decided(computer, decision);
      computer = after.computer;
      const outcome = this.#outcomes.get(decision.id);
      if (outcome !== undefined) outcome.applied += after.applied;
      outcome?.missed.push(...after.missed);
    }
  }

  #noted(id: string, kept: Versioned<Computer> | null): KnownStanding | null {
    const known = this.#standings.get(id) ?? null;
    if (kept === null) return null;
    if (known !== null && known.kept.revision > kept.revision) return known;
    const standing = new KnownStanding(kept, this.#pending.get(id) ?? NONE, this.#hash);
    if (known !== null) standing.inherit(known);
    this.#standings.set(id, standing);
    return standing;
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

function statesOf({ recommendations }: Computer): string {
  return Object.values(recommendations)
    .map(({ id, state, since }) => `${id} ${state} ${since}`)
    .join('\n');
}

function overlaid(computer: Computer, pending: readonly Decision[]): Computer {
  return pending.reduce((before, decision) => decided(before, decision).computer, computer);
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
