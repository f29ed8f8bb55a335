import Bottleneck from 'bottleneck';

/** Lets at most so many calls run at the same time; the others wait in the order of their coming. */
export function atMost(count: number): <T>(call: () => Promise<T>) => Promise<T> {
  const limiter = new Bottleneck({ maxConcurrent: count });
  return (call) => limiter.schedule(call);
}
