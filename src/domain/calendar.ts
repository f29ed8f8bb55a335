import type { Instant } from './ids.js';

/** What a zone's clock on the wall shows, as the moment at which a clock in UTC shows the same. */
export type WallTime = number;

/** One time zone's clock on the wall, and what it says of moments. It never looks at the process's own zone. */
export interface ZoneClock {
  wallOf(at: Instant): WallTime;
  /**
   * The moment at which the clock shows this: the first of two where the hour is doubled, and the first moment after the
   * gap where the hour is skipped.
   */
  instantOf(wall: WallTime): Instant;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Making one costs more than many questions to it; there are only so many zones. */
const CLOCKS = new Map<string, ZoneClock>();

/** @throws RangeError where the zone is none: ask `isTimeZone` before */
export function zoneClock(timeZone: string): ZoneClock {
  const known = CLOCKS.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', { ...PARTS, timeZone });
  const wallOf = (at: Instant): WallTime => readWall(format.formatToParts(at)) + mod(at, 1000);
  const clock = { wallOf, instantOf: (wall: WallTime) => instantOf(wall, wallOf) };
  CLOCKS.set(timeZone, clock);
  return clock;
}

/** Whether there is such a time zone, by its IANA name. */
export function isTimeZone(name: string): boolean {
  // An offset such as +02:00 is taken by Intl, but has no rule for its summer.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch (thrown) {
    if (thrown instanceof RangeError) return false;
    throw thrown;
  }
}

/** Names of zones that hold what somebody typed, the likeliest first; at most so many. */
export function timeZonesLike(typed: string, most: number): readonly string[] {
  const words = typed.trim().toLowerCase().replaceAll(' ', '_');
  const names = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((name) => name !== 'UTC')];
  const rank = (name: string) => {
    const lower = name.toLowerCase();
    return lower.startsWith(words) ? 0 : lower.includes(`/${words}`) ? 1 : 2;
  };
  return names
    .filter((name) => name.toLowerCase().includes(words))
    .toSorted((a, b) => rank(a) - rank(b))
    .slice(0, most);
}

const PARTS = {
  calendar: 'gregory',
  numberingSystem: 'latn',
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
} as const;

function readWall(parts: readonly Intl.DateTimeFormatPart[]): WallTime {
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((one) => one.type === type)?.value ?? '0');
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
}

/** The offsets a day before and a day after are the only ones that the moment can have. */
function instantOf(wall: WallTime, wallOf: (at: Instant) => WallTime): Instant {
  const before = wall - offsetAt(wall - DAY, wallOf);
  const after = wall - offsetAt(wall + DAY, wallOf);
  const shown = [Math.min(before, after), Math.max(before, after)].find((at) => wallOf(at) === wall);
  return shown ?? endOfGap(Math.min(before, after), Math.max(before, after), wallOf);
}

function offsetAt(at: Instant, wallOf: (at: Instant) => WallTime): number {
  return wallOf(at) - at;
}

/** The moment of the change between two moments with different offsets. */
function endOfGap(from: Instant, to: Instant, wallOf: (at: Instant) => WallTime): Instant {
  const old = offsetAt(from, wallOf);
  let [low, high] = [Math.floor(from / MINUTE), Math.ceil(to / MINUTE)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle * MINUTE, wallOf) === old) low = middle;
    else high = middle;
  }
  return high * MINUTE;
}

function mod(value: number, by: number): number {
  return ((value % by) + by) % by;
}
