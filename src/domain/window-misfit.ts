import { isTimeZone } from './calendar.js';
import { PatchbayError } from './errors.js';
import type { Instant } from './ids.js';
import type { MaintenanceWindow, Occurrence, Recurring } from './window.js';
import { minutesOf, openings, type ReadCron } from './window-occurrences.js';

/** How much of a window a run needs, in milliseconds. */
export interface WindowNeeds {
  /** Kept for the restart: no install starts later than this before the window's end. */
  readonly restartMs: number;
  /** The least time for the installs themselves. */
  readonly installMs: number;
}

/** The least time for installs that is worth beginning them. */
export const LEAST_INSTALL_MS = 15 * 60_000;

/** Whether a run that begins now can install something and restart before the window closes. */
export function fits(occurrence: Pick<Occurrence, 'opensAt' | 'closesAt'>, now: Instant, needs: WindowNeeds): boolean {
  return occurrence.opensAt <= now && now + needs.installMs + needs.restartMs <= occurrence.closesAt;
}

/** Why a window would never do what it is for. */
export type Misfit =
  | { readonly field: 'name'; readonly why: 'no-name' }
  | { readonly field: 'zone'; readonly why: 'no-zone' }
  | { readonly field: 'time'; readonly why: 'no-time' }
  | { readonly field: 'days'; readonly why: 'days'; readonly most: number }
  | { readonly field: 'cron'; readonly why: 'no-cron' }
  | { readonly field: 'cron'; readonly why: 'never' }
  | { readonly field: 'duration'; readonly why: 'too-short'; readonly leastMinutes: number }
  | { readonly field: 'duration'; readonly why: 'too-long'; readonly mostMinutes: number }
  /** It opens again before it has closed. */
  | { readonly field: 'duration'; readonly why: 'overlaps'; readonly opensAfterMinutes: number };

const MINUTE = 60_000;
/** A longer window is no window any more; a week end has 2 days. */
const MOST_MINUTES = 7 * 24 * 60;
const MOST_DAYS = 27;
/** Openings that are looked at: a year of weekly ones. That two touch in one night of summer time does no harm. */
const LOOKED_AT = 53;

/** Null where the window is a good one. */
export function misfitOf(
  window: Omit<MaintenanceWindow, 'since'>,
  needs: WindowNeeds,
  now: Instant,
  readCron: ReadCron,
): Misfit | null {
  return misfitOfWords(window) ?? misfitOfLength(window, needs) ?? misfitOfOpenings(window, now, readCron);
}

function misfitOfWords({ name, timeZone, rule }: Omit<MaintenanceWindow, 'since'>): Misfit | null {
  if (name.trim() === '') return { field: 'name', why: 'no-name' };
  if (!isTimeZone(timeZone)) return { field: 'zone', why: 'no-zone' };
  if (rule.kind === 'cron') return null;
  if (minutesOf(rule.at) === null) return { field: 'time', why: 'no-time' };
  const isDays = Number.isInteger(rule.plusDays) && rule.plusDays >= 0 && rule.plusDays <= MOST_DAYS;
  return isDays ? null : { field: 'days', why: 'days', most: MOST_DAYS };
}

function misfitOfLength({ durationMinutes }: Recurring, needs: WindowNeeds): Misfit | null {
  const leastMinutes = Math.ceil((needs.installMs + needs.restartMs) / MINUTE);
  if (!Number.isInteger(durationMinutes) || durationMinutes < leastMinutes)
    return { field: 'duration', why: 'too-short', leastMinutes };
  return durationMinutes > MOST_MINUTES ? { field: 'duration', why: 'too-long', mostMinutes: MOST_MINUTES } : null;
}

function misfitOfOpenings(window: Recurring, now: Instant, readCron: ReadCron): Misfit | null {
  let before: Occurrence | null = null;
  let seen = 0;
  try {
    for (const occurrence of openings({ ...window, durationMinutes: 1 }, now, readCron)) {
      const after = before === null ? Number.POSITIVE_INFINITY : occurrence.opensAt - before.opensAt;
      if (after < window.durationMinutes * MINUTE)
        return { field: 'duration', why: 'overlaps', opensAfterMinutes: after / MINUTE };
      before = occurrence;
      seen += 1;
      if (seen === LOOKED_AT) return null;
    }
  } catch (thrown) {
    if (thrown instanceof PatchbayError && thrown.code === 'PB331') return { field: 'cron', why: 'no-cron' };
    throw thrown;
  }
  return seen === 0 ? { field: 'cron', why: 'never' } : null;
}
