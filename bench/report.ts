import type { Cost } from './cost.js';

/** What was measured with a fleet of one size. */
export interface Figures {
  readonly computers: number;
  /** The first scan, which brings the scripts to each computer. */
  readonly first: Cost;
  /** Later scans. */
  readonly again: Cost;
  /** The bot's peak memory in MB; null where this system does not tell it. */
  readonly peakMb: number | null;
}

export interface Report {
  readonly text: string;
  /** The required limits that were missed, in words. */
  readonly missed: readonly string[];
}

/** What a target may cost in the large fleet, as a multiple of what it costs in the small one. */
const MOST_RATIO = 1.2;
const MOST_P99_MS = 100;

interface Row {
  readonly name: string;
  readonly small: number | null;
  readonly large: number | null;
  readonly isLimited: boolean;
}

/** @param acknowledgedMs how long acknowledgements took during a scan of the large fleet */
export function reportOf(small: Figures, large: Figures, acknowledgedMs: readonly number[]): Report {
  const rows = [
    ...costRows('first scan', small.first, large.first),
    ...costRows('later scan', small.again, large.again),
    { name: "bot's peak memory, MB", small: small.peakMb, large: large.peakMb, isLimited: false },
  ];
  const p99 = percentile(acknowledgedMs, 99);
  const missed = [
    ...rows.filter(isMissed).map((row) => `${row.name}: ${ratio(row)} times as much, at most ${MOST_RATIO} is allowed`),
    ...(p99 < MOST_P99_MS
      ? []
      : [`/patch acknowledged: p99 ${p99.toFixed(1)} ms, less than ${MOST_P99_MS} is required`]),
  ];
  const lines = [
    line('', `${small.computers} computers`, `${large.computers} computers`, 'ratio', 'limit'),
    ...rows.map(lineOf),
    '',
    `/patch acknowledged while ${large.computers} computers are scanned: ${acknowledgements(acknowledgedMs)}`,
  ];
  return { text: lines.join('\n'), missed };
}

function costRows(scan: string, small: Cost, large: Cost): readonly Row[] {
  const row = (what: string, of: (cost: Cost) => number | null): Row => ({
    name: `${scan}, ${what} per target`,
    small: perTarget(small, of),
    large: perTarget(large, of),
    isLimited: true,
  });
  return [
    row('WinRM requests', (cost) => cost.requests),
    row("bot's processor ms", (cost) => cost.processorMs),
    row('wall-clock ms', (cost) => cost.wallMs),
  ];
}

function perTarget(cost: Cost, of: (cost: Cost) => number | null): number | null {
  const whole = of(cost);
  return whole === null ? null : whole / cost.targets;
}

/** The nearest rank: a time that was really measured. Infinity where nothing was. */
export function percentile(times: readonly number[], percent: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.POSITIVE_INFINITY;
}

function acknowledgements(times: readonly number[]): string {
  const [p50, p99, most] = [50, 99, 100].map((percent) => percentile(times, percent).toFixed(1));
  return `p50 ${p50} ms, p99 ${p99} ms, slowest ${most} ms of ${times.length} (limit: p99 below ${MOST_P99_MS} ms)`;
}

function isMissed(row: Row): boolean {
  return row.isLimited && row.small !== null && row.large !== null && row.large > row.small * MOST_RATIO;
}

function ratio({ small, large }: Row): string {
  return small === null || large === null ? '' : (large / small).toFixed(2);
}

function lineOf(row: Row): string {
  return line(row.name, figure(row.small), figure(row.large), ratio(row), row.isLimited ? String(MOST_RATIO) : '');
}

function line(name: string, ...cells: readonly string[]): string {
  return `${name.padEnd(44)}${cells.map((cell, index) => cell.padStart(index < 2 ? 15 : 7)).join('')}`;
}

function figure(value: number | null): string {
  return value === null ? 'not measured' : value.toFixed(1);
}
