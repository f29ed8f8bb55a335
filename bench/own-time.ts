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

/**
 * Linux: nanoseconds on a processor, and of waiting for one, of one thread.
 * Source: https://docs.kernel.org/scheduler/sched-stats.html
 */
const SCHEDSTAT = `/proc/self/task/${process.pid}/schedstat`;
const IS_TOLD = existsSync(SCHEDSTAT);
/** While the thread runs, the time on a processor is counted in ticks: on either end of a span up to one is missing. */
const TICK_MS = 4;

interface Told {
  readonly ranMs: number;
  /** Exact: counted whenever the thread gets a processor. */
  readonly waitedMs: number;
}

function told(): Told {
  if (IS_TOLD) {
    const [ran, waited] = readFileSync(SCHEDSTAT, 'utf8').split(' ');
    return { ranMs: Number(ran) / 1e6, waitedMs: Number(waited) / 1e6 };
  }
  const { user, system } = process.cpuUsage();
  return { ranMs: (user + system) / 1000, waitedMs: 0 };
}

export function stopwatch(): () => Span {
  const [wall, before] = [performance.now(), told()];
  return () => {
    const [wallMs, after] = [performance.now() - wall, told()];
    const ran = after.ranMs - before.ranMs + (IS_TOLD ? TICK_MS : 0);
    return { wallMs, ownMs: Math.min(wallMs - (after.waitedMs - before.waitedMs), ran) };
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
