import type { Freeze, Standing } from './freeze.js';
import type { GroupId, Instant, PersonId } from './ids.js';
import type { MaintenanceWindow, Occurrence, ScanSchedule } from './window.js';
import type { Misfit } from './window-misfit.js';

/** When a group is patched and scanned, and what waits for it. */
export interface ScheduleView {
  readonly command: string;
  readonly groupId: GroupId;
  readonly groupName: string;
  readonly standing: Standing;
  readonly windows: readonly WindowLine[];
  readonly scheduled: {
    readonly recommendations: number;
    readonly computers: number;
    readonly people: readonly PersonId[];
  } | null;
  /** Those that are not over, the earliest first. */
  readonly freezes: readonly Freeze[];
  readonly scans: { readonly schedule: ScanSchedule; readonly nextAt: Instant | null } | null;
  readonly mayEdit: boolean;
  readonly mayUnschedule: boolean;
}

export interface WindowLine {
  readonly window: MaintenanceWindow;
  /** The next three. */
  readonly next: readonly Occurrence[];
  /** It is open at this moment. */
  readonly open: Occurrence | null;
}

/** A window as a person wants it. */
export type WindowForm = Omit<MaintenanceWindow, 'id' | 'since'>;

/** When to scan, as a person wants it. */
export type ScanForm = Pick<ScanSchedule, 'cron' | 'timeZone'>;

export interface FreezeForm {
  /** Null: all groups. */
  readonly groupId: GroupId | null;
  readonly from: Instant;
  readonly to: Instant;
  readonly reason: string;
}

/** What a form would come to. */
export type Preview = { readonly misfit: Misfit } | { readonly misfit: null; readonly next: readonly Instant[] };

/** Which window was shown, and as it was when. Null for a new one. */
export interface ShownWindow {
  readonly groupId: GroupId;
  readonly window: { readonly id: string; readonly since: Instant } | null;
}

export interface FreezesView {
  readonly command: string;
  readonly freezes: readonly { readonly freeze: Freeze; readonly groupName: string | null }[];
  readonly mayFreeze: boolean;
}
