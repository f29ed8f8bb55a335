import type { Computer } from '../windows/computer/computer.js';
import type { Fleet } from '../windows/fleet.js';
import { runningJob, shownJob } from './job-words.js';
import type { ShownWsus } from './shown.js';

/** How WSUS really stands. */
export function shownWsus(fleet: Fleet): ShownWsus {
  const { wsus, wsusHostId, scenario } = fleet;
  const job = runningJob(fleet.computer(wsusHostId).state);
  const computers = scenario.computers.map(({ id }) => fleet.computer(id));
  return {
    id: wsusHostId,
    answers: wsus.answers(),
    lastSync: lastSyncOf(fleet),
    job: job === null ? null : shownJob(job),
    updates: wsus.updates.length,
    unsynced: wsus.truth.releases.filter(({ arrivesWith }) => arrivesWith > wsus.truth.syncs).map(({ month }) => month),
    approvals: approvalsOf(fleet),
    asking: computers.filter(isAsking).map(({ state }) => state.name),
  };
}

function lastSyncOf({ wsus }: Fleet): ShownWsus['lastSync'] {
  const last = wsus.truth.lastSync;
  if (last === null) return null;
  const text =
    last.result === 1
      ? `${last.newUpdates} new, ${last.revisedUpdates} revised, ${last.expiredUpdates} expired`
      : 'was cut off';
  return { at: last.endedAt, text };
}

function approvalsOf({ wsus, scenario }: Fleet): ShownWsus['approvals'] {
  const known = new Set(wsus.updates.map((update) => update.updateId));
  const approvals = Object.entries(wsus.truth.approvals).flatMap(([id, list]) => (known.has(id) ? list : []));
  return scenario.wsusGroups
    .map(({ id, name }) => ({
      group: name,
      count: approvals.filter((approval) => approval.groupId === id && approval.action === 'install').length,
    }))
    .filter(({ count }) => count > 0);
}

/** A client asks its server while it searches. */
function isAsking({ state }: Computer): boolean {
  return Object.values(state.jobs).some((job) => job.state === 'running' && job.progress?.phase === 'search');
}
