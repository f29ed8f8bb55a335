import type { Instant } from '../domain/ids.js';
import type { Clock } from '../ports/clock.js';

const MINUTE = 60_000;
/** More than anybody clicks and types: each of them may become a card, and a channel takes one a second. */
const MOST_A_MINUTE = 60;

/** `last` is the first that is refused: it is told so. Those after it get no answer, which would cost as much. */
export type Turn = 'in' | 'last' | 'out';

/** Counts what each person sends, so that one person's script cannot keep everybody's cards waiting. */
export class Turnstile {
  readonly #clock: Clock;
  readonly #counts = new Map<string, { readonly since: Instant; count: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  turn(person: string): Turn {
    const now = this.#clock.now();
    for (const [id, { since }] of this.#counts) if (now - since >= MINUTE) this.#counts.delete(id);
    const known = this.#counts.get(person) ?? { since: now, count: 0 };
    known.count++;
    this.#counts.set(person, known);
    if (known.count <= MOST_A_MINUTE) return 'in';
    return known.count === MOST_A_MINUTE + 1 ? 'last' : 'out';
  }
}
