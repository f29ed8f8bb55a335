import type { Instant } from '../../domain/ids.js';
import type { WatchNotice } from '../../domain/watch.js';
import { lastOpening, openings } from '../../domain/window-occurrences.js';
import type { Office } from '../office.js';

type WasDown = Extract<WatchNotice, { readonly about: 'was-down' }>;
type Asked = Pick<Office, 'groups' | 'readCron'>;

/** So many are named, and so many of one window are counted. */
const MOST_NAMED = 8;
const MOST_COUNTED = 200;

/** What was due while nothing ran; null where nothing was. */
export function missedBetween(office: Asked, since: Instant, until: Instant): WasDown | null {
  const windows = openedBetween(office, since, until);
  const scans = office.groups().flatMap((group) => (wasDue(office, group.scans, since, until) ? [group.name] : []));
  if (windows.length === 0 && scans.length === 0) return null;
  const named = windows.toSorted((a, b) => a.opensAt - b.opensAt).slice(0, MOST_NAMED);
  return { about: 'was-down', since, until, windows: named, windowCount: windows.length, scans };
}

function openedBetween(office: Asked, since: Instant, until: Instant): WasDown['windows'] {
  return office.groups().flatMap((group) =>
    group.windows.flatMap((window) => {
      const opened = [];
      for (const { opensAt, closesAt } of openings(window, Math.max(since, window.since), office.readCron)) {
        if (opensAt >= until || opened.length === MOST_COUNTED) break;
        if (opensAt > since) opened.push({ groupName: group.name, windowName: window.name, opensAt, closesAt });
      }
      return opened;
    }),
  );
}

function wasDue(
  { readCron }: Asked,
  scans: ReturnType<Office['groups']>[number]['scans'],
  since: Instant,
  until: Instant,
): boolean {
  if (scans === null) return false;
  const rule = { kind: 'cron', expression: scans.cron } as const;
  const moment = { id: 'scan', rule, durationMinutes: 1, timeZone: scans.timeZone };
  return lastOpening(moment, { after: Math.max(since, scans.since), to: until }, readCron) !== null;
}
