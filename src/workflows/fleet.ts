import type { Computer } from '../domain/computer.js';
import type { Decision } from '../domain/decision.js';
import type { ComputerId, OperationId } from '../domain/ids.js';
import type { Recommendation } from '../domain/recommendation.js';
import type { Collection, Versioned } from '../ports/store.js';
import { KnownStanding, type Outcome, type Overlay, overlaid, type Standing } from './standing.js';

const NONE: readonly Decision[] = [];
const NOTHING: Outcome = { applied: 0, missed: [] };

/** A decision, and the computers whose documents it is not written into yet. */
interface Pending {
  readonly decision: Decision;
  readonly left: Set<string>;
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
  /** In the order of their moments. */
  #pending: readonly Pending[] = [];
  #taken = 0;
  /** What decisions came to, by the computers that they are written into. */
  readonly #outcomes = new Map<OperationId, Map<string, Outcome>>();

  /** @param documents nobody else may write into them */
  constructor(documents: Collection<Computer>, hash: (text: string) => string) {
    this.#documents = documents;
    this.#hash = hash;
  }

  /** From now on everybody sees the computers as after this decision. Taking it again changes nothing. */
  take(decision: Decision): void {
    if (this.#outcomes.has(decision.id)) return;
    this.#outcomes.set(decision.id, new Map());
    this.#taken += 1;
    // What that comes to for each computer is worked out when somebody looks: here it would keep everybody waiting.
    const pending = { decision, left: new Set<string>(decision.ruling.computers) };
    this.#pending = [...this.#pending, pending].sort((a, b) => a.decision.at - b.decision.at);
  }

  /** Writes all decisions about a computer into its document. */
  async settle(id: ComputerId): Promise<void> {
    if (this.#pendingOf(id).length > 0) await this.#write(id, (computer) => computer);
  }

  /** What became of a decision that was written into every document that it is about. Forgets it. */
  close(id: OperationId): Readonly<Outcome> {
    const outcome = summed(this.#outcomes.get(id)?.values() ?? []);
    this.#outcomes.delete(id);
    // It is left where a document is damaged: of such a computer nothing is known, nor decided.
    const pending = this.#pending.filter(({ decision }) => decision.id !== id);
    if (pending.length < this.#pending.length) this.#taken += 1;
    this.#pending = pending;
    return outcome;
  }

  /** What a decision that was taken, and not closed, comes to for a computer that was read before. */
  outcomeOf(id: OperationId, computer: ComputerId): Readonly<Outcome> {
    const written = this.#outcomes.get(id)?.get(computer);
    if (written !== undefined) return written;
    const standing = this.#current(computer);
    const at = standing?.pending.findIndex((decision) => decision.id === id) ?? -1;
    return standing?.overlay.outcomes[at] ?? NOTHING;
  }

  /** How a computer that was read before stands now; it stays so, whatever happens. Null where there is no document. */
  standing(id: string): Standing | null {
    return this.#current(id);
  }

  #current(id: string): KnownStanding | null {
    const known = this.#standings.get(id);
    if (known === undefined) return null;
    if (known.taken === this.#taken) return known;
    return known.hasPending(this.#pendingOf(id)) ? this.#looked(known) : this.#noted(id, known.kept);
  }

  /** How a computer stands that is not kept here. */
  standingOf(computer: Computer): Standing {
    return new KnownStanding({ revision: 0, value: computer }, NONE, this.#hash, null);
  }

  async get(id: string): Promise<Versioned<Computer> | null> {
    const known = this.#current(id) ?? this.#noted(id, await this.#documents.get(id));
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
    const seen: { written: readonly Decision[]; outcomes: readonly Outcome[] } = { written: NONE, outcomes: [] };
    const stored = await this.#stored(id, (value) => {
      const pending = this.#pendingOf(id);
      const before = value === null ? null : this.#overlayOf(id, value, pending);
      const after = change(before?.computer ?? null);
      seen.written = after === null && value !== null ? NONE : pending;
      seen.outcomes = before?.outcomes ?? [];
      return after;
    });
    if (seen.written.length > 0) this.#cameToPass(id, seen.written, seen.outcomes);
    this.#noted(id, stored);
  }

  /** After a write that failed only the document itself says what it holds. */
  async #stored(id: string, change: (value: Computer | null) => Computer | null): Promise<Versioned<Computer> | null> {
    try {
      return await this.#documents.update(id, change);
    } catch (thrown) {
      this.#standings.delete(id);
      throw thrown;
    }
  }

  /** It has mostly been worked out for somebody who looked. */
  #overlayOf(id: string, value: Computer, pending: readonly Decision[]): Overlay {
    const known = this.#standings.get(id);
    if (known !== undefined && known.kept.value === value && known.hasPending(pending)) return known.overlay;
    return overlaid({ computer: value, outcomes: [] }, pending);
  }

  #cameToPass(id: string, written: readonly Decision[], outcomes: readonly Outcome[]): void {
    for (const { decision, left } of this.#pending) if (written.includes(decision)) left.delete(id);
    this.#pending = this.#pending.filter(({ left }) => left.size > 0);
    for (const [n, decision] of written.entries()) {
      const outcome = outcomes[n];
      if (outcome !== undefined) this.#outcomes.get(decision.id)?.set(id, outcome);
    }
  }

  #looked(standing: KnownStanding): KnownStanding {
    standing.taken = this.#taken;
    return standing;
  }

  #pendingOf(id: string): readonly Decision[] {
    if (this.#pending.length === 0) return NONE;
    return this.#pending.flatMap(({ decision, left }) => (left.has(id) ? [decision] : []));
  }

  #noted(id: string, kept: Versioned<Computer> | null): KnownStanding | null {
    const known = this.#standings.get(id) ?? null;
    if (kept === null) return null;
    if (known !== null && known.kept.revision > kept.revision) return known;
    const standing = this.#looked(new KnownStanding(kept, this.#pendingOf(id), this.#hash, known));
    this.#standings.set(id, standing);
    return standing;
  }
}

function summed(outcomes: Iterable<Outcome>): Outcome {
  let applied = 0;
  const missed: Recommendation[] = [];
  for (const outcome of outcomes) {
    applied += outcome.applied;
    missed.push(...outcome.missed);
  }
  return { applied, missed };
}
