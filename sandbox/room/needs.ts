import { missing, present } from '../windows/computer/agent.js';
import { ScriptError } from '../windows/computer/script-error.js';
import type { ComputerState } from '../windows/computer/state.js';
import type { Fleet } from '../windows/fleet.js';
import { refusalOf } from '../windows/wsus/state.js';
import type { PublishedUpdate } from '../windows/wsus/update.js';

/** What WSUS offers a computer that is not on it; null where its search ends with an error. */
export function needsOf(fleet: Fleet, state: ComputerState): readonly PublishedUpdate[] | null {
  return unlessScriptError(() => missing(state, fleet.wsus));
}

/** How many approved updates are on it; 0 where its search ends with an error. */
export function presentOn(fleet: Fleet, state: ComputerState): number {
  return unlessScriptError(() => present(state, fleet.wsus))?.length ?? 0;
}

function unlessScriptError<T>(search: () => T): T | null {
  try {
    return search();
  } catch (error) {
    if (error instanceof ScriptError) return null;
    throw error;
  }
}

/** What would fit a computer, is not on it and is not offered to it: nobody has approved it for its groups. */
export function unapprovedFor(fleet: Fleet, state: ComputerState): readonly PublishedUpdate[] {
  const offered = new Set(needsOf(fleet, state)?.map((update) => update.updateId));
  const fitting = fleet.wsus.updates.filter(
    (update) =>
      refusalOf(update, fleet.wsus.truth) === null &&
      update.appliesTo.some((each) => state.software.includes(each)) &&
      !state.installed.includes(update.updateId),
  );
  const ids = new Set([...fitting.map((update) => update.updateId), ...state.installed]);
  const isReplaced = (update: PublishedUpdate): boolean => update.supersededBy !== null && ids.has(update.supersededBy);
  return fitting.filter((update) => !isReplaced(update) && !offered.has(update.updateId));
}
