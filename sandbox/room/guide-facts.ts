import type { ComputerState, Job } from '../windows/computer/state.js';
import type { Fleet } from '../windows/fleet.js';
import { type CutOff, cutOff, isInstall, type Victim, victimOf } from './guide-victims.js';
import { needsOf } from './needs.js';
import type { Card } from './talk.js';

/** What the guide goes by: the world itself and what stands in the chat. Times in milliseconds since 1970. */
export interface GuideFacts {
  readonly group: { readonly id: string; readonly name: string };
  /** WSUS answers the computers. */
  readonly wsusAnswers: boolean;
  /** `endedAt`: 0 where there was none. */
  readonly sync: { readonly isRunning: boolean; readonly newUpdates: number | null; readonly endedAt: number };
  /** Install approvals that were not there at the beginning. */
  readonly approvals: number;
  readonly isApproving: boolean;
  /** When what WSUS offers changed last: a scan before that knows nothing of it. */
  readonly offersChangedAt: number;
  /** Approvals whose files WSUS still downloads: no client is offered those updates yet. */
  readonly pending: number;
  readonly scans: { readonly running: number; readonly ended: number };
  /** Updates that the group's computers need, by WSUS's own rules. */
  readonly needed: number;
  readonly installs: {
    readonly running: readonly string[];
    /** Each one, and when the first scan after it ended: that scan is its run's last job. Null: still to come. */
    readonly jobs: readonly {
      readonly begunAt: number;
      readonly isRunning: boolean;
      readonly scannedAt: number | null;
    }[];
    /** Updates that were installed in the group, and those of them that were installed more than once. */
    readonly count: number;
    readonly doubles: number;
    /** Computers whose last install failed or was undone by the restart, by their own event logs. */
    readonly failed: readonly string[];
  };
  /** Months that Microsoft has published and WSUS has not fetched yet. */
  readonly unsynced: number;
  readonly cards: readonly Card[];
  /** A computer worth breaking: one that still needs updates and is well, else any that is well. */
  readonly victim: Victim | null;
  /** Computers that were switched off in the middle of a job, by their own event logs. */
  readonly cutOff: readonly CutOff[];
}

export function guideFacts(fleet: Fleet, cards: readonly Card[], now: number): GuideFacts {
  const group = fleet.scenario.provisioningGroups[0] ?? { id: 'finance', name: 'Finance', computers: [] };
  const members = group.computers.map((id) => fleet.computer(id).state);
  const states = fleet.scenario.computers.map(({ id }) => fleet.computer(id).state);
  const wsusJobs = Object.values(fleet.computer(fleet.wsusHostId).state.jobs);
  const scans = states.flatMap(({ jobs }) => Object.values(jobs)).filter((job) => job.script === 'MS_WUA_Scan');
  const times = states.flatMap((state) => Object.values(state.installs));
  const { truth } = fleet.wsus;
  const activeAts = Object.values(truth.approvals).flatMap((list) => list.map(({ activeAt }) => activeAt));
  return {
    group: { id: group.id, name: group.name },
    wsusAnswers: fleet.wsus.answers(),
    sync: {
      endedAt: truth.lastSync?.endedAt ?? 0,
      isRunning: truth.syncingSince !== null,
      newUpdates: truth.syncs === 0 ? null : (truth.lastSync?.newUpdates ?? 0),
    },
    approvals: newApprovals(fleet),
    pending: activeAts.filter((activeAt) => activeAt > now).length,
    offersChangedAt: Math.max(truth.lastSync?.endedAt ?? 0, ...activeAts),
    isApproving: wsusJobs.some((job) => job.script === 'Approve-WsusUpdates' && job.state === 'running'),
    scans: { running: scans.filter(isRunning).length, ended: scans.filter(isOver).length },
    needed: members.reduce((sum, state) => sum + (needsOf(fleet, state)?.length ?? 0), 0),
    installs: {
      running: states
        .filter((state) => Object.values(state.jobs).some((job) => isRunning(job) && isInstall(job)))
        .map((state) => state.name),
      jobs: states.flatMap(installsOf),
      count: times.length,
      doubles: times.filter((count) => count > 1).length,
      failed: states.filter(hasFailed).map((state) => state.name),
    },
    unsynced: truth.releases.filter(({ arrivesWith }) => arrivesWith > truth.syncs).length,
    cards,
    victim: victimOf(fleet),
    cutOff: cutOff(fleet),
  };
}

function isRunning(job: Job): boolean {
  return job.state === 'running';
}

function isOver(job: Job): boolean {
  return job.state !== 'running';
}

/** The approvals of today: what nobody had approved when the sandbox began. */
function newApprovals({ wsus, scenario }: Fleet): number {
  const before = new Set(scenario.approved.map(({ updateId, groupId }) => `${updateId} ${groupId}`));
  return Object.entries(wsus.truth.approvals)
    .flatMap(([id, list]) => list.filter((one) => one.action === 'install').map((one) => `${id} ${one.groupId}`))
    .filter((key) => !before.has(key)).length;
}

function installsOf({ jobs }: Pick<ComputerState, 'jobs'>): GuideFacts['installs']['jobs'] {
  const all = Object.values(jobs);
  return all.filter(isInstall).map((install) => {
    const scans = all.filter((job) => job.script === 'MS_WUA_Scan' && job.submittedAt > install.submittedAt);
    const ends = scans.filter(isOver).map((job) => job.endedAt ?? 0);
    return {
      begunAt: install.submittedAt,
      isRunning: isRunning(install),
      scannedAt: isRunning(install) || ends.length === 0 ? null : Math.min(...ends),
    };
  });
}

/** An update failed or was undone, and has not been installed since. */
function hasFailed({ events }: ComputerState): boolean {
  return events.some(
    ({ what, updateId }, index) =>
      ['download failed', 'install failed', 'rolled back'].includes(what) &&
      !events.slice(index).some((later) => later.what === 'installed' && later.updateId === updateId),
  );
}
