import type { Instant } from '../domain/ids.js';

/** Time is injected: tests own it. */
export interface Clock {
  now(): Instant;
  /** Calls back once after at least this many milliseconds; the returned function takes it back. */
  after(milliseconds: number, callback: () => void): () => void;
}
