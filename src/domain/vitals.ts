import type { Instant } from './ids.js';
import type { WsusFacts } from './patch.js';
import type { Trouble, Watched } from './watch.js';

/** How the parts are without which nothing goes on, as they were last seen. */
export interface Vitals {
  readonly slack: {
    readonly connected: boolean;
    /** Since when it is, or is not. */
    readonly since: Instant;
    /** When Slack last sent anything; null where it has not yet. */
    readonly heardAt: Instant | null;
  };
  /** When everything was last looked after. */
  readonly scheduleAt: Instant;
  readonly wsus: {
    readonly facts: Pick<WsusFacts, 'at' | 'lastSync'> | null;
    /** Since when WSUS is not reached, where that is so. */
    readonly unreachable: Trouble | null;
  };
  /** Of the disk that the data are on; null where nobody can tell. */
  readonly freeBytes: number | null;
  /** Messages that are still to be posted or drawn again. */
  readonly waiting: number;
}

/** From when on something is a trouble. */
export interface VitalLimits {
  readonly slackMs: number;
  /** Null: WSUS may be as old as it likes. */
  readonly wsusMs: number | null;
  readonly minFreeBytes: number;
}

/** It is looked after every minute; a busy machine may be late. */
const SCHEDULE_MS = 5 * 60_000;
const HOUR = 3_600_000;

/** What does not work at this moment, in the words of whoever runs the process. Nothing: all is well. */
export function troublesOf(
  vitals: Vitals,
  limits: VitalLimits,
  now: Instant,
): Readonly<Partial<Record<Watched, Trouble>>> {
  const found = {
    slack: slackTrouble(vitals, limits, now),
    schedule: scheduleTrouble(vitals, now),
    wsus: vitals.wsus.unreachable ?? wsusTrouble(vitals, limits, now),
    disk: diskTrouble(vitals, limits, now),
  };
  return Object.fromEntries(Object.entries(found).filter(([, trouble]) => trouble !== null));
}

function slackTrouble({ slack }: Vitals, { slackMs }: VitalLimits, now: Instant): Trouble | null {
  if (slack.connected || now - slack.since < slackMs) return null;
  return { since: slack.since, why: 'no connection to Slack' };
}

function scheduleTrouble({ scheduleAt }: Vitals, now: Instant): Trouble | null {
  if (now - scheduleAt < SCHEDULE_MS) return null;
  return { since: scheduleAt, why: 'windows, scans and reminders are not looked after' };
}

/** A WSUS that was never read is one that nobody relies on yet. */
function wsusTrouble({ wsus: { facts } }: Vitals, { wsusMs }: VitalLimits, now: Instant): Trouble | null {
  if (facts === null || wsusMs === null) return null;
  const { at, lastSync } = facts;
  if (lastSync !== null && lastSync.result === 'failed')
    return { since: lastSync.endedAt, why: 'its last synchronization failed' };
  const last = Math.min(at, lastSync?.endedAt ?? at);
  if (now - last < wsusMs) return null;
  const hours = Math.round(wsusMs / HOUR);
  const what = last === at ? 'it was not read' : 'it has not synchronized';
  return { since: last + wsusMs, why: `${what} for more than ${hours} ${hours === 1 ? 'hour' : 'hours'}` };
}

function diskTrouble({ freeBytes }: Vitals, { minFreeBytes }: VitalLimits, now: Instant): Trouble | null {
  if (freeBytes === null || freeBytes >= minFreeBytes) return null;
  const [has, needs] = [freeBytes, minFreeBytes].map((bytes) => Math.floor(bytes / 1_048_576));
  return { since: now, why: `the disk of the data folder has ${has} MB free of the ${needs} MB that it should have` };
}
