import { PatchbayError } from '../domain/errors.js';
import type { ComputerId, Instant } from '../domain/ids.js';
import type { Json } from '../domain/job.js';
import type { Patch, Severity, WsusFacts, WsusSync } from '../domain/patch.js';
import type { ApprovalOrder } from '../domain/target.js';
import type { WsusHealth } from '../domain/wsus-health.js';
import type { UpdateServer } from '../ports/update-server.js';
import { impact, instantOrNull, readResult, rebootBehavior, unusable, updateId } from './results.js';
import {
  type ApproveInput,
  type ApproveResult,
  approveResult,
  type HealthResult,
  healthResult,
  type ListResult,
  listResult,
  type SyncResult,
  syncResult,
} from './scripts/contract.js';

export interface UpdateServerLimits {
  /** How long a job may take on the server before Windows ends it, in seconds: 60 to 86,400. */
  readonly syncSeconds?: number;
  readonly listSeconds?: number;
  readonly approveSeconds?: number;
  readonly healthSeconds?: number;
}

const DEFAULTS = { syncSeconds: 21_600, listSeconds: 7200, approveSeconds: 7200, healthSeconds: 3600 } as const;

/** MsrcSeverity in the words of WSUS, which are never translated. */
const SEVERITIES: readonly Severity[] = ['Critical', 'Important', 'Moderate', 'Low'];
/** ISynchronizationInfo.Result. */
const RESULTS: Readonly<Record<number, WsusSync['result']>> = { 1: 'succeeded', 2: 'failed', 3: 'canceled' };

/**
 * The jobs of WSUS, as our scripts do them on its own host.
 * @param now when a list is read: it says itself nothing of its time, nor of the last synchronization
 */
export function updateServer(now: () => Instant, limits: UpdateServerLimits = {}): UpdateServer {
  const chosen = { ...DEFAULTS, ...limits };
  return {
    sync: () => ({ script: 'Sync-Wsus', input: {}, limitSeconds: chosen.syncSeconds }),
    readSync,
    list: () => ({ script: 'Get-WsusUpdates', input: {}, limitSeconds: chosen.listSeconds }),
    readList: (result, server) => {
      const list = readResult('Get-WsusUpdates', listResult, result, server);
      return { patches: latest(list.updates.map(patchOf)), facts: factsOf(list, now()) };
    },
    health: (countSuperseded) => ({
      script: 'Get-WsusHealth',
      input: { countSuperseded },
      limitSeconds: chosen.healthSeconds,
    }),
    readHealth: (result, server) => healthOf(readResult('Get-WsusHealth', healthResult, result, server), now()),
    approve: (orders) => ({
      script: 'Approve-WsusUpdates',
      input: approveInput(orders),
      limitSeconds: chosen.approveSeconds,
    }),
    readApprove: (result, orders, server) => {
      const { answers } = readResult('Approve-WsusUpdates', approveResult, result, server);
      return { refused: orders.flatMap((order) => whyRefused(order, answers)) };
    },
  };
}

/** What nothing was said of is not taken for done. */
function whyRefused(order: ApprovalOrder, answers: ApproveResult['answers']): readonly string[] {
  const name = ({ updateId, groupId }: ApproveResult['answers'][number] | ApprovalOrder): string =>
    `${updateId} ${groupId}`.toLowerCase();
  const answer = answers.find((one) => name(one) === name(order));
  if (answer === undefined) return [`${order.updateId}: WSUS did not say what became of it`];
  return answer.ok ? [] : [`${order.updateId}: ${answer.error ?? 'no reason given'}`];
}

function readSync(result: Json, server: ComputerId): WsusSync {
  const sync = readResult('Sync-Wsus', syncResult, result, server);
  if (sync.outcome === 'busy') throw new PatchbayError('PB602', { computer: server });
  if (sync.outcome === 'refused') throw new PatchbayError('PB604', { cause: sync.error ?? 'no reason given' });
  return syncOf(sync, server);
}

function approveInput(orders: readonly ApprovalOrder[]): ApproveInput {
  return {
    orders: orders.map(({ deadline, ...order }) => ({
      ...order,
      deadline: deadline === null ? null : new Date(deadline).toISOString(),
    })),
  };
}

/** Where WSUS says no more than the number. */
const ENDED_BADLY: Readonly<Record<number, string>> = {
  2: 'the synchronization failed',
  3: 'the synchronization was cancelled on WSUS',
  4: 'how the synchronization ended is not known',
};

function syncOf(sync: SyncResult, server: ComputerId): WsusSync {
  if (sync.startedAt === null || sync.endedAt === null) {
    throw unusable('Sync-Wsus', server, 'ended without a start or an end');
  }
  return {
    startedAt: Date.parse(sync.startedAt),
    endedAt: Date.parse(sync.endedAt),
    result: RESULTS[sync.result] ?? 'unknown',
    newUpdates: sync.newUpdates,
    revisedUpdates: sync.revisedUpdates,
    expiredUpdates: sync.expiredUpdates,
    error: sync.error ?? ENDED_BADLY[sync.result] ?? null,
  };
}

const LAST_SYNCS: Readonly<Record<number, WsusHealth['lastSync']>> = { 0: 'never', ...RESULTS };

function healthOf({ sync, ...health }: HealthResult, at: Instant): WsusHealth {
  return { ...health, at, lastSync: LAST_SYNCS[sync.result] ?? 'unknown' };
}

function patchOf(update: ListResult['updates'][number]): Patch {
  const severity = SEVERITIES.find((known) => known === update.severity);
  return {
    ...update,
    updateId: updateId(update.updateId),
    kbs: update.kbs.map((kb) => kb.replace(/^KB/i, '')),
    classificationId: update.classificationId.toLowerCase(),
    severity: severity ?? 'Unspecified',
    arrivedAt: instantOrNull(update.arrivedAt),
    rebootBehavior: rebootBehavior(update.rebootBehavior),
    impact: impact(update.impact),
    approvals: update.approvals.map((approval) => ({ ...approval, deadline: instantOrNull(approval.deadline) })),
  };
}

/** WSUS may list several revisions of an update: the newest is the one that clients are offered. */
function latest(patches: readonly Patch[]): readonly Patch[] {
  const known = new Map<string, Patch>();
  for (const patch of patches) {
    const other = known.get(patch.updateId);
    if (!other || other.revision < patch.revision) known.set(patch.updateId, patch);
  }
  return [...known.values()];
}

function factsOf(list: ListResult, at: Instant): WsusFacts {
  const members = list.computers.map((one) => [one.name.toLowerCase(), one.groupIds] as const);
  return {
    at,
    version: list.server.version,
    replica: list.server.replica,
    groups: list.groups,
    members: Object.fromEntries(members),
    clients: list.computers.map(({ name, clientId, os, reportedAt }) => ({
      name: name.toLowerCase(),
      clientId: clientId.toLowerCase(),
      os,
      reportedAt: instantOrNull(reportedAt),
    })),
    lastSync: null,
    health: null,
  };
}
