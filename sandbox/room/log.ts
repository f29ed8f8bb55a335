import type { LogLine } from './shown.js';

const LINES_KEPT = 40;

/** What was done in the machine room, and what became of the bot: the newest lines, newest first. */
export class RoomLog {
  #lines: readonly LogLine[] = [];
  #id = 0;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  get lines(): readonly LogLine[] {
    return this.#lines;
  }

  add(text: string): void {
    this.#id += 1;
    this.#lines = [{ id: this.#id, at: this.#now(), text }, ...this.#lines].slice(0, LINES_KEPT);
  }
}
