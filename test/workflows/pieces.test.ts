import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { inPieces, stepByStep } from '../../src/workflows/pieces.js';

/** What one of the things takes that are done in pieces. */
const EACH_MS = 0.5;

let now: number;
let turn: number;
let isWatched: boolean;
/** How many things were done in each turn of the loop. */
let done: Map<number, number>;

beforeEach(() => {
  [now, turn, isWatched, done] = [0, 0, true, new Map()];
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  watch();
});
afterEach(() => {
  isWatched = false;
  vi.restoreAllMocks();
});

function watch(): void {
  turn += 1;
  if (isWatched) setImmediate(watch);
}

function work(): void {
  now += EACH_MS;
  done.set(turn, (done.get(turn) ?? 0) + 1);
}

function* steps(count: number): Generator<void, string> {
  for (let n = 0; n < count; n++) {
    work();
    yield;
  }
  return 'all of it';
}

const longestMs = (): number => Math.max(...done.values()) * EACH_MS;
const items = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n);

describe('what is done in pieces', () => {
  it('gives everybody else a turn every few milliseconds, and is done in its order', async () => {
    const seen: number[] = [];
    await inPieces(items(100), (item) => {
      seen.push(item);
      work();
    });
    expect(seen).toEqual(items(100));
    expect(longestMs()).toBeLessThanOrEqual(4);
    expect(await stepByStep(steps(100))).toBe('all of it');
    expect(longestMs()).toBeLessThanOrEqual(4);
  });

  it('does not add up to a long time where one thing follows another', async () => {
    for (let n = 0; n < 10; n++) {
      await inPieces(items(5), work);
      await stepByStep(steps(5));
    }
    expect(longestMs()).toBeLessThanOrEqual(4);
  });

  it('is done at once where it is little', async () => {
    await inPieces(items(2), work);
    await stepByStep(steps(0));
    expect([...done.values()]).toEqual([2]);
  });
});
