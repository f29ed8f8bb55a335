import type { FactsResult } from '../../../src/windows/scripts/contract.js';
import { restartPending } from './agent.js';
import type { ComputerState } from './state.js';
import { windowsMoment } from './toolkit.js';

/** `Get-EndpointFacts`. */
export function facts({ state, now }: { readonly state: ComputerState; now(): number }): FactsResult {
  const { conditions } = state;
  return {
    computerName: state.name,
    machineId: state.machineId,
    osCaption: state.osCaption,
    osBuild: state.osBuild,
    bootedAt: windowsMoment(state.bootedAt),
    clock: windowsMoment(now()),
    restartRequired: restartPending(state),
    restartHints: hints(state),
    servicingBusy: isServicing(state, now()),
    systemDriveFreeBytes: conditions.systemDriveFreeBytes,
    loggedOnUsers: conditions.loggedOnUsers,
    susClientId: state.susClientId,
    role: roleOf(state),
    clusterNode: conditions.clusterNode,
    startsAlone: !conditions.asksForPin,
    policy: conditions.policy,
  };
}

/** Component-based servicing's ServicingInProgress is 2. */
export function isServicing({ servicingUntil, completing }: ComputerState, now: number): boolean {
  return completing !== 'no' || servicingUntil > now;
}

/** Win32_OperatingSystem.ProductType. */
export function roleOf({ conditions, osCaption }: ComputerState): FactsResult['role'] {
  if (conditions.domainController) return 'domain-controller';
  return /server/i.test(osCaption) ? 'server' : 'workstation';
}

function hints(state: ComputerState): string[] {
  const waits = state.awaitingRestart.length + state.awaitingRemoval.length > 0;
  const own = waits ? ['WindowsUpdate RebootRequired'] : [];
  const hook = state.hookAskedRestart ? ['PendingFileRenameOperations'] : [];
  return [...own, ...hook, ...state.conditions.restartHints];
}
