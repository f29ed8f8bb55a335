import { setMaxListeners } from 'node:events';

/** What work that took too long ends with. */
export function late(): DOMException {
  return new DOMException('no answer in time', 'TimeoutError');
}

/**
 * Does some work with a signal that comes with `outer`, or after so many milliseconds as a TimeoutError. On Node 20 the
 * garbage collector takes what AbortSignal.any makes of a timeout before it has fired, and the work never ends.
 */
export async function within<T>(
  outer: AbortSignal,
  milliseconds: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const end = (): void => controller.abort(outer.reason);
  const timer = setTimeout(() => controller.abort(late()), milliseconds);
  // One signal ends all calls of the program: so many listeners are no leak, as Node would warn.
  setMaxListeners(0, outer);
  outer.addEventListener('abort', end, { once: true });
  if (outer.aborted) end();
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    outer.removeEventListener('abort', end);
  }
}
