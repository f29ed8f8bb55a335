/**
 * How long something takes, and how much of that is this process's own work. On a busy machine the clock also counts
 * what others do; the processor time does not.
 */
export interface Span {
  readonly wallMs: number;
  /** Of all threads of this process; never more than the wall clock's. */
  readonly ownMs: number;
}

export function stopwatch(): () => Span {
  const [wall, own] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(own);
    const wallMs = performance.now() - wall;
    return { wallMs, ownMs: Math.min(wallMs, (user + system) / 1000) };
  };
}

/** Watches for how long at most nothing else could run. Ends when the returned function is called. */
export function watchLoop(): () => Span {
  let [longest, own] = [0, 0];
  let lap = stopwatch();
  const timer = setInterval(() => {
    const span = lap();
    longest = Math.max(longest, span.wallMs);
    own = Math.max(own, span.ownMs);
    lap = stopwatch();
  }, 1);
  return () => {
    clearInterval(timer);
    return { wallMs: longest, ownMs: own };
  };
}
