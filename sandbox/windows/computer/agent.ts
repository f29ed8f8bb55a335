import type { PublishedUpdate, UpdateService } from '../wsus/update.js';
import { ScriptError } from './script-error.js';
import type { ComputerState } from './state.js';

/** The pretend Windows Update Agent: what is missing and what is there, as the managed server offers it. */

/** WU_E_PT_WINHTTP_NAME_NOT_RESOLVED's neighbour for a server that is there and takes no connection. */
const CANNOT_CONNECT = '0x80072EFD';
/** ERROR_SERVICE_DISABLED as an HRESULT. */
const SERVICE_DISABLED = '0x80070422';
/** WU_E_PT_SUS_SERVER_NOT_SET: ServerSelection asks for a managed server, and the policy names none. */
const NO_SERVER_SET = '0x80244011';

/** Throws ScriptError where the agent does not even ask its server. */
function demandAgent({ conditions }: ComputerState): void {
  if (!conditions.serviceDisabled) return;
  throw new ScriptError('The service cannot be started, because it is disabled', SERVICE_DISABLED);
}

/**
 * What the server that the policy names has for this computer, by what it is approved for. Throws ScriptError where
 * no server is named, or it does not answer.
 */
function served(
  state: ComputerState,
  service: UpdateService,
  of: 'offersTo' | 'withdrawnFor',
): readonly PublishedUpdate[] {
  demandAgent(state);
  const { policy, searchFails, vanished } = state.conditions;
  if (!policy.useWuServer || policy.wuServer === null) throw new ScriptError('WUServer is not set', NO_SERVER_SET);
  if (searchFails !== null) throw new ScriptError('Exception from HRESULT', searchFails);
  // Another WSUS has approved nothing for this computer, and says so in a search that is complete.
  const offers = service.serves(policy.wuServer) ? service[of](state.dnsName) : [];
  if (!offers) throw new ScriptError('A connection with the server could not be established', CANNOT_CONNECT);
  return offers.filter(
    (update) => update.appliesTo.some((each) => state.software.includes(each)) && !vanished.includes(update.updateId),
  );
}

/** What has a replacement here, or one that is offered too, is not offered any more. */
function offered(state: ComputerState, service: UpdateService): readonly PublishedUpdate[] {
  const mine = served(state, service, 'offersTo');
  const ids = new Set(mine.map((update) => update.updateId));
  const isReplaced = ({ updateId }: PublishedUpdate): boolean =>
    service.replacementsOf(updateId).some((by) => ids.has(by) || state.installed.includes(by));
  return mine.filter((update) => !isReplaced(update));
}

/** `IsInstalled=0 and IsHidden=0`: also what waits for its restart. Throws ScriptError where the search does. */
export function missing(state: ComputerState, service: UpdateService): readonly PublishedUpdate[] {
  return absent(state, service).filter(({ updateId }) => !state.conditions.hidden.includes(updateId));
}

/** `IsInstalled=0 and IsHidden=1`. Throws as `missing`. */
export function hidden(state: ComputerState, service: UpdateService): readonly PublishedUpdate[] {
  return absent(state, service).filter(({ updateId }) => state.conditions.hidden.includes(updateId));
}

function absent(state: ComputerState, service: UpdateService): readonly PublishedUpdate[] {
  return offered(state, service).filter((update) => !state.installed.includes(update.updateId));
}

/** `IsInstalled=1`, of what is approved to be installed or to be uninstalled. Throws as `missing`. */
export function present(state: ComputerState, service: UpdateService): readonly PublishedUpdate[] {
  const known = [...served(state, service, 'offersTo'), ...served(state, service, 'withdrawnFor')];
  return known.filter((update) => state.installed.includes(update.updateId));
}

/** ISystemInformation.RebootRequired, and the signals of component-based servicing. */
export function restartPending(state: ComputerState): boolean {
  const { awaitingRestart, awaitingRemoval, conditions } = state;
  return awaitingRestart.length + awaitingRemoval.length > 0 || conditions.restartPendingElsewhere;
}
