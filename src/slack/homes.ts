import { createHash } from 'node:crypto';
import type { WebClient } from '@slack/web-api';
import type { Instant, PersonId } from '../domain/ids.js';
import type { Clock } from '../ports/clock.js';
import type { Card } from './blocks.js';
import { type Log, withoutTokens } from './log.js';
import { faultOf } from './outbox/faults.js';

/** A Home that nobody has opened for so long is not kept up to date: opening it draws it anew. */
const OPEN_MS = 8 * 3_600_000;
/** Between two drawings for one person. */
const PAUSE_MS = 3_000;
/** Homes kept up to date at once: views.publish is Tier 4, 100 a minute. */
const MOST_PERSONS = 30;

interface Opened {
  readonly until: Instant;
  readonly drawn: string | null;
}

interface Parts {
  readonly client: WebClient;
  readonly draw: (person: PersonId) => Promise<Card>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Keeps the Home tabs of those who opened them lately as things stand. Nothing is lost where it forgets one. */
export class Homes {
  readonly #parts: Parts;
  readonly #opened = new Map<PersonId, Opened>();
  #isDue = false;
  #cancel: () => void = () => undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** @throws what the Web API's client does: the person is waiting for it */
  async open(person: PersonId): Promise<void> {
    this.#opened.delete(person);
    if (this.#opened.size >= MOST_PERSONS) this.#opened.delete([...this.#opened.keys()][0] ?? person);
    const drawn = await this.#publish(person, null);
    this.#opened.set(person, { until: this.#parts.clock.now() + OPEN_MS, drawn });
  }

  /** Something changed that a Home may show. */
  changed(): void {
    if (this.#isDue || this.#opened.size === 0) return;
    this.#isDue = true;
    this.#cancel = this.#parts.clock.after(PAUSE_MS, () => void this.#drawAll());
  }

  stop(): void {
    this.#cancel();
    this.#opened.clear();
  }

  async #drawAll(): Promise<void> {
    this.#isDue = false;
    const now = this.#parts.clock.now();
    for (const [person, { until, drawn }] of [...this.#opened]) {
      if (until <= now) this.#opened.delete(person);
      else await this.#redraw(person, until, drawn);
    }
  }

  /** The next change, or the next visit, tries again. */
  async #redraw(person: PersonId, until: Instant, before: string | null): Promise<void> {
    try {
      const drawn = await this.#publish(person, before);
      if (this.#opened.has(person)) this.#opened.set(person, { until, drawn });
    } catch (thrown) {
      this.#parts.log.warn({ cause: withoutTokens(faultOf(thrown).cause) }, 'home not drawn');
    }
  }

  async #publish(person: PersonId, before: string | null): Promise<string> {
    const { blocks } = await this.#parts.draw(person);
    const drawn = createHash('sha256').update(JSON.stringify(blocks)).digest('base64');
    if (drawn !== before)
      await this.#parts.client.views.publish({ user_id: person, view: { type: 'home', blocks: [...blocks] } });
    return drawn;
  }
}
