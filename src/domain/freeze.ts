import type { GroupId, Instant, PersonId } from './ids.js';
import type { Occurrence, Recurring } from './window.js';
import { nextOpenings, occurrences, type ReadCron } from './window-occurrences.js';

/** A time in which nothing is patched: every window is closed, and nothing further starts. */
export interface Freeze {
  readonly id: string;
  /** Null: all groups. */
  readonly groupId: GroupId | null;
  readonly from: Instant;
  readonly to: Instant;
  readonly reason: string;
  readonly by: PersonId;
  readonly at: Instant;
  readonly lifted: { readonly by: PersonId; readonly at: Instant } | null;
}

/** Whether a group may be patched at a moment. */
export type Standing =
  /** `until`: nothing may start that could not end by then; null where nothing ends it. */
  | { readonly state: 'open'; readonly until: Instant | null; readonly opening: Occurrence | null }
  | { readonly state: 'closed'; readonly opensAt: Instant | null }
  | { readonly state: 'frozen'; readonly freeze: Freeze };

/** The freezes of a group that are not over, the earliest first. */
export function freezesOf(freezes: readonly Freeze[], groupId: GroupId, now: Instant): readonly Freeze[] {
  return freezes
    .filter((freeze) => freeze.lifted === null && freeze.to > now)
    .filter((freeze) => freeze.groupId === null || freeze.groupId === groupId)
    .sort((a, b) => a.from - b.from);
}

/** How a group stands: a group without windows is open but for its freezes. */
export function standingOf(
  group: { readonly id: GroupId; readonly windows: readonly Recurring[] },
  freezes: readonly Freeze[],
  now: Instant,
  readCron: ReadCron,
): Standing {
  const mine = freezesOf(freezes, group.id, now);
  const frozen = mine.filter((freeze) => freeze.from <= now).sort((a, b) => b.to - a.to)[0];
  if (frozen !== undefined) return { state: 'frozen', freeze: frozen };
  const next = mine[0]?.from ?? null;
  if (group.windows.length === 0) return { state: 'open', until: next, opening: null };
  const open = occurrences(group.windows, now, now + 1, readCron).toSorted((a, b) => b.closesAt - a.closesAt)[0];
  if (open === undefined)
    return { state: 'closed', opensAt: nextOpenings(group.windows, now, 1, readCron)[0]?.opensAt ?? null };
  return { state: 'open', until: Math.min(open.closesAt, next ?? open.closesAt), opening: open };
}

/** A freeze that covers an opening from its beginning to its end; null where some of it was left. */
export function freezeOver(freezes: readonly Freeze[], groupId: GroupId, occurrence: Occurrence): Freeze | null {
  const covers = (freeze: Freeze) => freeze.from <= occurrence.opensAt && freeze.to >= occurrence.closesAt;
  return freezesOf(freezes, groupId, occurrence.opensAt).find(covers) ?? null;
}
