import { setImmediate as nextTurn } from 'node:timers/promises';

/** Others get a turn after so long: a person who types must not wait for somebody else's ten thousand computers. */
const PIECE_MS = 3;
/** Who comes after so long a piece begins with a turn of their own: pieces must not add up to a long one. */
const REST_MS = 1;

/** Goes through the steps of something; between pieces of them everybody else has a turn. */
export async function stepByStep<T>(steps: Generator<void, T>): Promise<T> {
  let until = performance.now() + PIECE_MS;
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return rested(step.value, until);
    if (performance.now() < until) continue;
    await nextTurn();
    until = performance.now() + PIECE_MS;
  }
}

async function rested<T>(result: T, until: number): Promise<T> {
  if (performance.now() > until - PIECE_MS + REST_MS) await nextTurn();
  return result;
}

/** Does something with each item, in their order; between pieces everybody else has a turn. */
export async function inPieces<T>(items: Iterable<T>, each: (item: T) => void | Promise<void>): Promise<void> {
  let until = performance.now() + PIECE_MS;
  for (const item of items) {
    const pause = each(item);
    if (pause !== undefined) await pause;
    if (performance.now() < until) continue;
    await nextTurn();
    until = performance.now() + PIECE_MS;
  }
  await rested(undefined, until);
}
