import type { Decisions, Views } from './decisions.js';
import type { Span } from './own-time.js';
import { percentile, type Report } from './report.js';

const MOST_VIEW_MS = 1000;
const MOST_DURABLE_MS = 50;
const MOST_BLOCKED_MS = 20;

/** How soon the views of a group of many computers open. */
export function viewsReport(computers: number, views: Views): Report {
  const rows = Object.entries(views).map(([name, span]) => `  ${name.padEnd(42)}${spanText(span)}`);
  const slow = Object.entries(views).filter(([, { wallMs }]) => wallMs > MOST_VIEW_MS);
  return {
    text: [`Views of ${computers} computers (limit: ${MOST_VIEW_MS} ms)`, ...rows].join('\n'),
    missed: slow.map(([name, { wallMs }]) => `${name} of ${computers} computers: ${wallMs.toFixed(0)} ms`),
  };
}

/** How soon a decision about all of them is on disk. */
export function decisionsReport(computers: number, decisions: Decisions): Report {
  const { recommendations, durable, answered, blocked, written } = decisions;
  const p99 = percentile(wall(durable), 99);
  const text = [
    `${durable.length} decisions about ${recommendations} recommendations on ${computers} computers each`,
    `  on disk:  ${times(durable)} (limit: p99 below ${MOST_DURABLE_MS} ms)`,
    `  answered: ${times(answered)}`,
    `  nothing else could run for at most ${spanText(blocked)} (limit: ${MOST_BLOCKED_MS} ms of its own)`,
    `  in every document after ${(written.wallMs / 1000).toFixed(1)} s in all`,
  ].join('\n');
  const missed = [
    ...(p99 < MOST_DURABLE_MS ? [] : [`decision on disk: p99 ${p99.toFixed(1)} ms`]),
    ...(blocked.ownMs < MOST_BLOCKED_MS ? [] : [`event loop blocked for ${blocked.ownMs.toFixed(1)} ms`]),
  ];
  return { text, missed };
}

function wall(spans: readonly Span[]): readonly number[] {
  return spans.map(({ wallMs }) => wallMs);
}

function times(spans: readonly Span[]): string {
  const [p50, p99] = [50, 99].map((percent) => percentile(wall(spans), percent).toFixed(1));
  return `p50 ${p50} ms, p99 ${p99} ms`;
}

function spanText({ wallMs, ownMs }: Span): string {
  return `${wallMs.toFixed(1)} ms (${ownMs.toFixed(1)} ms of its own)`;
}
