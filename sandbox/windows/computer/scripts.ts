import {
  type FactsResult,
  type RestartResult,
  restartInput,
  type ScanResult,
} from '../../../src/windows/scripts/contract.js';
import type { PublishedUpdate } from '../wsus/update.js';
import { missing, present, restartPending } from './agent.js';
import type { ComputerState } from './state.js';
import { windowsMoment } from './toolkit.js';
import { stopReason, type Work } from './work.js';

/** `Get-EndpointFacts`. */
export function facts({ state, now }: Pick<Work, 'state' | 'now'>): FactsResult {
  return {
    computerName: state.name,
    machineId: state.machineId,
    osCaption: state.osCaption,
    osBuild: state.osBuild,
    bootedAt: windowsMoment(state.bootedAt),
    clock: windowsMoment(now()),
    restartRequired: restartPending(state),
    restartHints: hints(state),
    servicingBusy: state.servicingUntil > now(),
    systemDriveFreeBytes: state.conditions.systemDriveFreeBytes,
    loggedOnUsers: state.conditions.loggedOnUsers,
    susClientId: state.susClientId,
    role: /server/i.test(state.osCaption) ? 'server' : 'workstation',
    clusterNode: false,
    startsAlone: true,
    policy: state.conditions.policy,
  };
}

function hints(state: ComputerState): string[] {
  const own = state.awaitingRestart.length > 0 ? ['WindowsUpdate RebootRequired'] : [];
  return [...own, ...state.conditions.restartHints];
}

/** `MS_WUA_Scan`. */
export async function scan(work: Work): Promise<ScanResult> {
  work.progress(0, 2, 'facts', null);
  await work.pause(work.durations.facts);
  const seen = facts(work);
  work.progress(1, 2, 'search', null);
  await work.pause(work.durations.scan);
  const incomplete = work.state.conditions.searchEndsWithErrors;
  return {
    facts: seen,
    resultCode: incomplete ? 3 : 2,
    warnings: incomplete ? ['0x80240438 the agent could not read all of the metadata'] : [],
    needed: missing(work.state, work.updates).map((update) => needed(update, work.state)),
    installed: [...present(work.state, work.updates)],
  };
}

function needed(update: PublishedUpdate, state: ComputerState): ScanResult['needed'][number] {
  return {
    updateId: update.updateId,
    revision: update.revision,
    title: update.title,
    kbs: [...update.kbs],
    downloaded: state.downloaded.includes(update.updateId),
    sizeBytes: update.sizeBytes,
    rebootBehavior: update.rebootBehavior,
    impact: update.impact,
    kind: 'software',
    categoryIds: [update.classificationId],
    needsUser: update.needsUserInput,
    deadline: null,
  };
}

/** `Restart-Endpoint`. */
export function restart(work: Work, input: unknown): RestartResult {
  const { delaySeconds } = restartInput.parse(input);
  const bootedAt = windowsMoment(work.state.bootedAt);
  const why = stopReason(work);
  if (why !== null) return { bootedAt, planned: false, reason: why };
  const first = work.planRestart(Math.max(5, delaySeconds));
  return { bootedAt, planned: true, reason: first ? null : 'planned already' };
}
