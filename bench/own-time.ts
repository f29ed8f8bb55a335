import { existsSync, readFileSync } from 'node:fs';

/**
 * How long something takes, and how much of that is this process's own work. On a busy machine the clock also counts
 * what others do; the processor time does not.
 */
export interface Span {
  readonly wallMs: number;
  /** Of the thread that runs our code, where the system tells; else of all threads. Never more than the wall clock's. */
  readonly ownMs: number;
}

/** Linux: nanoseconds on a processor, of one thread. Source: https://docs.kernel.org/scheduler/sched-stats.html */
const SCHEDSTAT = `/proc/self/task/${process.pid}/schedstat`;
const IS_TOLD = existsSync(SCHEDSTAT);

function ownTime(): number {
  if (IS_TOLD) return Number(readFileSync(SCHEDSTAT, 'utf8').split(' ')[0]) / 1e6;
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

export function stopwatch(): () => Span {
  const [wall, own] = [performance.now(), ownTime()];
  return () => {
    const wallMs = performance.now() - wall;
    return { wallMs, ownMs: Math.min(wallMs, ownTime() - own) };
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
