import type { Instant } from './ids.js';

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

/** A time in which a group's computers may be patched and restarted. */
export interface MaintenanceWindow {
  readonly id: string;
  readonly name: string;
  readonly rule: WindowRule;
  readonly durationMinutes: number;
  /** An IANA name, such as `Europe/Berlin`. */
  readonly timeZone: string;
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
