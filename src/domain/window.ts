import type { PatchbayFailure } from './errors.js';
import type { GroupId, Instant, PersonId } from './ids.js';

/** When a window begins, in its own time zone. */
export type WindowRule =
  /** A cron expression of five fields: each match begins a window. */
  | { readonly kind: 'cron'; readonly expression: string }
  /** Such as: the second Tuesday of the month plus 3 days, at 22:00. */
  | {
      readonly kind: 'monthly';
      /** 1 to 4, or 5 for the last one. */
      readonly week: 1 | 2 | 3 | 4 | 5;
      /** 0 is Sunday. */
      readonly weekday: 0 | 1 | 2 | 3 | 4 | 5 | 6;
      readonly plusDays: number;
      /** `HH:MM`, 24 hours. */
      readonly at: string;
    };

/** Something that opens again and again for a while. */
export interface Recurring {
  readonly id: string;
  readonly rule: WindowRule;
  readonly durationMinutes: number;
  /** An IANA name, such as `Europe/Berlin`. */
  readonly timeZone: string;
}

/** A time in which a group's computers may be patched and restarted. */
export interface MaintenanceWindow extends Recurring {
  readonly name: string;
  /** When it was made or changed last: openings that were over by then are none. */
  readonly since: Instant;
}

/** When a group is scanned and checked by itself: a cron expression of five fields, in its own time zone. */
export interface ScanSchedule {
  readonly cron: string;
  readonly timeZone: string;
  /** Who set it: on whose behalf it scans. */
  readonly by: PersonId;
  readonly since: Instant;
}

/** How far a group's windows and scans were looked after: what came before is not looked at again. */
export interface ScheduleState {
  readonly groupId: GroupId;
  /** Openings that had closed by then were judged. */
  readonly closedTo: Instant;
  /** Openings that begin until then were warned of. */
  readonly warnedTo: Instant;
  /** Scans that were due by then were started. */
  readonly scannedTo: Instant;
  /** Tasks of openings that had ended by then were gone through. */
  readonly endedTo: Instant;
  /** Why the present opening has not begun, where it was looked at. */
  readonly blocked: { readonly opening: Opening; readonly why: PatchbayFailure } | null;
}

/** Which opening of which window. */
export interface Opening {
  readonly windowId: string;
  readonly opensAt: Instant;
}

/** One time that a window is open. */
export interface Occurrence extends Opening {
  readonly closesAt: Instant;
}
