import { type ComputerState, without } from './state.js';

/**
 * What servicing does to updates after a restart: those that waited for it are in, except those that it undoes; those
 * that were uninstalled are gone. Gives the ids of what it undid.
 */
export function finishUpdates(state: ComputerState): readonly string[] {
  const { conditions } = state;
  const undone = undoneBy(state);
  for (const id of state.awaitingRestart) {
    if (!undone.includes(id) && !isLooping(state, id)) state.installed.push(id);
    state.downloaded = without(state.downloaded, id);
  }
  state.installed = state.installed.filter((id) => !state.awaitingRemoval.includes(id));
  state.awaitingRestart = [];
  state.awaitingRemoval = [];
  conditions.restartPendingElsewhere = conditions.restartLoop;
  return undone;
}

/** What installs, and is needed again whatever the installer says. */
export function isLooping({ conditions }: ComputerState, updateId: string): boolean {
  return conditions.looping[updateId] !== undefined;
}

/** Whatever was to be undone next is known from now on; what was to be undone once is so no more. */
function undoneBy({ awaitingRestart, conditions }: ComputerState): readonly string[] {
  const [first] = awaitingRestart;
  if (conditions.undoesNext && first !== undefined) {
    conditions.rollingBack.push(first);
    conditions.undoesNext = false;
  }
  const undone = awaitingRestart.filter(
    (id) => conditions.rollingBack.includes(id) || conditions.rollingBackOnce.includes(id),
  );
  conditions.rollingBackOnce = conditions.rollingBackOnce.filter((id) => !undone.includes(id));
  return undone;
}
