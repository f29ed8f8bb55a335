import type { Life } from './life.js';
import { type ComputerState, note } from './state.js';

interface Desktops {
  readonly state: ComputerState;
  /** How long somebody takes who logs off because of what he reads. */
  readonly leavesAfterMs: number;
  now(): number;
}

/** Shows a message to whoever is logged on; gives how many they are. */
export function tellUsers(
  { state, leavesAfterMs, now }: Desktops,
  life: Life,
  {
    what,
    key,
    text,
  }: { readonly what: 'users told' | 'users warned'; readonly key: string | null; readonly text: string },
): number {
  const { loggedOnUsers, leavesWhenTold } = state.conditions;
  if (loggedOnUsers === 0) return 0;
  note(state, what, now(), key, { text });
  if (leavesWhenTold) life.after(leavesAfterMs, () => logOff(state, now(), null));
  return loggedOnUsers;
}

export function logOff(state: ComputerState, at: number, key: string | null): void {
  if (state.conditions.loggedOnUsers > 0) note(state, 'users logged off', at, key);
  state.conditions.loggedOnUsers = 0;
}
