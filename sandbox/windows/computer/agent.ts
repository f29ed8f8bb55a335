import type { PublishedUpdate, UpdateService } from '../wsus/update.js';
import { ScriptError } from './script-error.js';
import { type ComputerState, without } from './state.js';

/** The pretend Windows Update Agent: what is missing and what is there, as the managed server offers it. */

/** WU_E_PT_WINHTTP_NAME_NOT_RESOLVED's neighbour for a server that is there and takes no connection. */
const CANNOT_CONNECT = '0x80072EFD';

/** Throws ScriptError where the server does not answer. */
function offered(state: ComputerState, service: UpdateService): readonly PublishedUpdate[] {
  const offers = service.offersTo(state.dnsName);
  if (!offers) throw new ScriptError('A connection with the server could not be established', CANNOT_CONNECT);
  const mine = offers.filter((update) => update.appliesTo.some((each) => state.software.includes(each)));
  const ids = new Set(mine.map((update) => update.updateId));
  // What has a replacement here, or one that is offered too, is not offered any more.
  const isReplaced = ({ updateId }: PublishedUpdate): boolean =>
    service.replacementsOf(updateId).some((by) => ids.has(by) || state.installed.includes(by));
  return mine.filter((update) => !isReplaced(update));
}

/** `IsInstalled=0`: also what waits for its restart. */
export function missing(state: ComputerState, service: UpdateService): readonly PublishedUpdate[] {
  return offered(state, service).filter((update) => !state.installed.includes(update.updateId));
}

/** `IsInstalled=1`. */
export function present(state: ComputerState, service: UpdateService): readonly string[] {
  const offers = service.offersTo(state.dnsName) ?? [];
  return offers.map((update) => update.updateId).filter((id) => state.installed.includes(id));
}

export function restartPending(state: ComputerState): boolean {
  return state.awaitingRestart.length > 0 || state.conditions.restartPendingElsewhere;
}

/** What a restart does to updates: those that waited for it are in, except those that it undoes. Says which those are. */
export function finishUpdates(state: ComputerState): readonly string[] {
  const { conditions } = state;
  const [first] = state.awaitingRestart;
  if (conditions.undoesNext && first !== undefined) {
    conditions.rollingBack.push(first);
    conditions.undoesNext = false;
  }
  const undone = state.awaitingRestart.filter((id) => conditions.rollingBack.includes(id));
  for (const id of state.awaitingRestart) {
    if (!undone.includes(id)) state.installed.push(id);
    state.downloaded = without(state.downloaded, id);
  }
  state.awaitingRestart = [];
  conditions.restartPendingElsewhere = false;
  return undone;
}
