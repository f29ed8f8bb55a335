import dayjs from 'dayjs';
import utc from 'dayjs/plugin/utc.js';
import { type WallTime, zoneClock } from './calendar.js';
import type { Instant } from './ids.js';
import type { Occurrence, Recurring, WindowRule } from './window.js';

dayjs.extend(utc);

/**
 * Reads a cron expression of five fields and gives what says its first match after a moment, both read as a clock in
 * UTC; null where there is none any more. Fails with PB331 where the expression is none. It is handed in: the domain uses
 * no library for it.
 */
export type ReadCron = (expression: string) => (after: WallTime) => WallTime | null;

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** A window's openings that end after a moment, in their order, without end where it goes on for ever. */
export function* openings(window: Recurring, from: Instant, readCron: ReadCron): Generator<Occurrence, void> {
  const zone = zoneClock(window.timeZone);
  const length = window.durationMinutes * MINUTE;
  // A wall in a gap stands for the gap's end: it lies after every wall before the gap, as it must here.
  const begin = zone.wallOf(from - length) - MINUTE;
  let last = Number.NEGATIVE_INFINITY;
  for (const wall of walls(window.rule, begin, readCron)) {
    const opensAt = zone.instantOf(wall);
    if (opensAt <= last) continue;
    last = opensAt;
    if (opensAt + length > from) yield { windowId: window.id, opensAt, closesAt: opensAt + length };
  }
}

/** All openings that touch the time between two moments, in their order. */
export function occurrences(
  windows: readonly Recurring[],
  from: Instant,
  to: Instant,
  readCron: ReadCron,
): readonly Occurrence[] {
  const found: Occurrence[] = [];
  for (const window of windows) {
    for (const occurrence of openings(window, from, readCron)) {
      if (occurrence.opensAt >= to) break;
      found.push(occurrence);
    }
  }
  return found.sort((a, b) => a.opensAt - b.opensAt || (a.windowId < b.windowId ? -1 : 1));
}

/** The next openings that begin after a moment, of all windows together; at most so many. */
export function nextOpenings(
  windows: readonly Recurring[],
  after: Instant,
  count: number,
  readCron: ReadCron,
): readonly Occurrence[] {
  const found = windows.flatMap((window) => {
    const mine: Occurrence[] = [];
    for (const occurrence of openings(window, after, readCron)) {
      if (mine.length === count) break;
      if (occurrence.opensAt > after) mine.push(occurrence);
    }
    return mine;
  });
  return found.sort((a, b) => a.opensAt - b.opensAt || (a.windowId < b.windowId ? -1 : 1)).slice(0, count);
}

/**
 * The last opening that began after a moment and not after another one; null where none did. It is searched for, not
 * counted up to: something that opens every minute may have been away from for months.
 */
export function lastOpening(
  window: Recurring,
  { after, to }: { readonly after: Instant; readonly to: Instant },
  readCron: ReadCron,
): Occurrence | null {
  const next = (from: Instant): Occurrence | null => {
    const found = nextOpenings([window], from, 1, readCron)[0];
    return found !== undefined && found.opensAt <= to ? found : null;
  };
  let last = next(after);
  // One is known to begin after `low`, none after `high`.
  for (let [low, high] = [last?.opensAt ?? to, to]; low < high; ) {
    const middle = Math.floor((low + high) / 2);
    const found = next(middle);
    if (found === null) high = middle;
    else last = found;
    if (found !== null) low = found.opensAt;
  }
  return last;
}

/** Minutes since midnight of `HH:MM`; null where it is no time of a day. */
export function minutesOf(time: string): number | null {
  const read = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time);
  return read === null ? null : Number(read[1]) * 60 + Number(read[2]);
}

function walls(rule: WindowRule, from: WallTime, readCron: ReadCron): Generator<WallTime, void> {
  return rule.kind === 'cron' ? cronWalls(rule.expression, from, readCron) : monthlyWalls(rule, from);
}

function* cronWalls(expression: string, from: WallTime, readCron: ReadCron): Generator<WallTime, void> {
  const next = readCron(expression);
  for (let wall = next(from); wall !== null; wall = next(wall)) yield wall;
}

type Monthly = Extract<WindowRule, { kind: 'monthly' }>;

function* monthlyWalls(rule: Monthly, from: WallTime): Generator<WallTime, void> {
  const minutes = minutesOf(rule.at);
  if (minutes === null) return;
  const first = dayjs.utc(from - rule.plusDays * DAY).startOf('month');
  for (let month = 0; ; month += 1) {
    const wall = dayOf(rule, first.add(month, 'month')).add(rule.plusDays, 'day').add(minutes, 'minute').valueOf();
    if (wall > from) yield wall;
  }
}

/** Such as the second Tuesday of the month that begins then. */
function dayOf({ week, weekday }: Monthly, month: dayjs.Dayjs): dayjs.Dayjs {
  if (week === 5) {
    const end = month.endOf('month').startOf('day');
    return end.subtract((end.day() - weekday + 7) % 7, 'day');
  }
  return month.add(((weekday - month.day() + 7) % 7) + (week - 1) * 7, 'day');
}
