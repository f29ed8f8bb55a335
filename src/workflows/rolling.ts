import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Instant, OperationId } from '../domain/ids.js';
import type { Clock } from '../ports/clock.js';

interface Written {
  isNew: boolean;
  readonly lines: Map<string, Promise<void>>;
}

/** What is done behind people's backs, a piece at a time, until it is done or the process ends. */
export class Rolling {
  readonly #going = new Set<OperationId>();
  /** What was written of the latest decisions that this process stored, and what is being written. */
  readonly #written = new Map<OperationId, Written>();
  #tail: Promise<void> = Promise.resolve();
  #isHalted = false;
  #last: Instant = 0;
  #cancelRetry: (() => void) | null = null;
  #retries: Promise<void> = Promise.resolve();

  /** A decision is about to be stored for the first time: nothing of it was written before. */
  isNew(id: OperationId): void {
    remember(this.#written, id, { isNew: true, lines: new Map() });
  }

  /**
   * Writes something of a decision once; who asks meanwhile waits for it. What failed is written again, by then in doubt.
   * @param write told whether the decision is new: else it may have been written before the process started
   */
  async once(id: OperationId, what: string, write: (isNew: boolean) => Promise<void>): Promise<void> {
    const known = this.#written.get(id) ?? remember(this.#written, id, { isNew: false, lines: new Map() });
    const begun = known.lines.get(what) ?? write(known.isNew);
    known.lines.set(what, begun);
    try {
      await begun;
    } catch (thrown) {
      known.isNew = false;
      known.lines.delete(what);
      throw thrown;
    }
  }

  /** A decision's moment: no two have the same, so that of two the later one is known. */
  moment(now: Instant): Instant {
    this.#last = Math.max(now, this.#last + 1);
    return this.#last;
  }

  /** This moment, which is not before that of any decision. */
  present(now: Instant): Instant {
    return Math.max(now, this.#last);
  }

  /** Of a decision that was stored before, maybe by a clock that was set back since: later ones come after it. */
  heard(at: Instant): void {
    this.#last = Math.max(this.#last, at);
  }

  isUnderWay(id: OperationId): boolean {
    return this.#going.has(id);
  }

  /** Begins something when all that was begun before has ended. @param work handles its own failures */
  begin(id: OperationId, work: () => Promise<void>): void {
    if (this.#isHalted || this.#going.has(id)) return;
    this.#going.add(id);
    this.#tail = this.#tail.then(work).finally(() => this.#going.delete(id));
  }

  /** Ends when nothing is under way any more. */
  rest(): Promise<void> {
    return this.#tail;
  }

  /**
   * Does something with each item, a few at once, and lets everybody else have a turn in between.
   * @returns whether all of it was done: false where the process ends before
   */
  async each<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>): Promise<boolean> {
    for (let at = 0; at < items.length; at += atOnce) {
      if (this.#isHalted) return false;
      await Promise.all(items.slice(at, at + atOnce).map(work));
      await nextTurn();
    }
    return true;
  }

  /** Does something again after a while: once, however many ask for it until then. @param work handles its own failures */
  later(clock: Pick<Clock, 'after'>, inMs: number, work: () => Promise<void>): void {
    if (this.#isHalted || this.#cancelRetry !== null) return;
    this.#cancelRetry = clock.after(inMs, () => {
      this.#cancelRetry = null;
      this.#retries = this.#retries.then(work);
    });
  }

  /** Ends when nothing is under way any more. What was not done is done after the next start. */
  async halt(): Promise<void> {
    this.#isHalted = true;
    this.#cancelRetry?.();
    await Promise.all([this.#tail, this.#retries]);
  }
}

/** More decisions are not under way at the same time; of any other the log is read. */
const MOST_REMEMBERED = 5_000;

function remember<K, V>(known: Map<K, V>, key: K, value: V): V {
  known.set(key, value);
  const [oldest] = known.keys();
  if (known.size > MOST_REMEMBERED && oldest !== undefined) known.delete(oldest);
  return value;
}
