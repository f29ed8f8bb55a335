import { readFileSync } from 'node:fs';

/** Linux counts processor time in ticks of this many milliseconds (USER_HZ, 100 on every platform of Node's). */
const TICK_MS = 10;

/** Processor time that a process has used, all its threads, user and system, in milliseconds; null where it is not to be had. */
export function processorMs(pid: number): number | null {
  const stat = readProc(pid, 'stat');
  if (stat === null) return null;
  // The second field is the program's name in parentheses and may hold spaces: utime and stime are the 12th and 13th after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** The most memory that a process has had resident so far, in MB; null where it is not to be had. */
export function peakMemoryMb(pid: number): number | null {
  const found = /^VmHWM:\s+(\d+) kB$/m.exec(readProc(pid, 'status') ?? '');
  return found === null ? null : Number(found[1]) / 1024;
}

/** Read from outside, so that measuring costs the measured nothing. Only Linux tells this of another process. */
function readProc(pid: number, file: 'stat' | 'status'): string | null {
  return process.platform === 'linux' ? readFileSync(`/proc/${pid}/${file}`, 'utf8') : null;
}
