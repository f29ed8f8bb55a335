import { PatchbayError } from '../domain/errors.js';
import type { ComputerId, UpdateId } from '../domain/ids.js';
import type { Json } from '../domain/job.js';
import type { Patch, Severity, WsusFacts, WsusSync } from '../domain/patch.js';
import type { ApprovalOrder } from '../domain/target.js';
import type { UpdateServer } from '../ports/update-server.js';
import { impact, instant, parsed, rebootBehavior } from './endpoint.js';
import type { ListResult } from './scripts/contract.js';

/** Execution limits in seconds: WSUS's own queries may take five minutes each, a first synchronization hours. */
const LIMIT_SECONDS = { sync: 28_800, list: 7_200, approve: 7_200 } as const;

/** The jobs of the update server, in the words of the script contract. */
export function updateServer(now: () => number): UpdateServer {
  return {
    sync: () => ({ script: 'Sync-Wsus', input: {}, limitSeconds: LIMIT_SECONDS.sync }),
    readSync,
    list: () => ({ script: 'Get-WsusUpdates', input: {}, limitSeconds: LIMIT_SECONDS.list }),
    readList: (result, server) => readList(result, server, now()),
    approve: (orders) => ({
      script: 'Approve-WsusUpdates',
      input: { orders: orders.map(orderOf) },
      limitSeconds: LIMIT_SECONDS.approve,
    }),
    readApprove,
  };
}

function orderOf(order: ApprovalOrder): { readonly [key: string]: Json } {
  const deadline = order.deadline === null ? null : new Date(order.deadline).toISOString();
  return { ...order, deadline };
}

/** ISynchronizationInfo.Result: 0 never run, 1 succeeded, 2 failed, 3 canceled, 4 unknown. */
const SYNC_RESULTS: readonly WsusSync['result'][] = ['unknown', 'succeeded', 'failed', 'canceled', 'unknown'];

function readSync(result: Json, server: ComputerId): WsusSync {
  const sync = parsed('Sync-Wsus', result, server);
  if (sync.outcome === 'busy') throw new PatchbayError('PB602', { task: '' });
  if (sync.outcome === 'refused' || sync.startedAt === null || sync.endedAt === null)
    throw new PatchbayError('PB604', { cause: sync.error ?? 'it gave no reason' });
  return {
    startedAt: instant(sync.startedAt),
    endedAt: instant(sync.endedAt),
    result: SYNC_RESULTS[sync.result] ?? 'unknown',
    newUpdates: sync.newUpdates,
    revisedUpdates: sync.revisedUpdates,
    expiredUpdates: sync.expiredUpdates,
    error: sync.error,
  };
}

function readList(
  result: Json,
  server: ComputerId,
  now: number,
): { readonly patches: readonly Patch[]; readonly facts: WsusFacts } {
  const list = parsed('Get-WsusUpdates', result, server);
  return {
    patches: list.updates.map(patchOf),
    facts: {
      at: now,
      version: list.server.version,
      replica: list.server.replica,
      groups: list.groups,
      members: Object.fromEntries(list.computers.map(({ name, groupIds }) => [name.toLowerCase(), groupIds])),
      lastSync: null,
    },
  };
}

const SEVERITIES: readonly Severity[] = ['Critical', 'Important', 'Moderate', 'Low'];

function patchOf(update: ListResult['updates'][number]): Patch {
  return {
    ...update,
    updateId: update.updateId as UpdateId,
    severity: SEVERITIES.find((severity) => severity.toLowerCase() === update.severity.toLowerCase()) ?? 'Unspecified',
    arrivedAt: update.arrivedAt === null ? null : instant(update.arrivedAt),
    rebootBehavior: rebootBehavior(update.rebootBehavior),
    impact: impact(update.impact),
    approvals: update.approvals.map((approval) => ({
      ...approval,
      deadline: approval.deadline === null ? null : instant(approval.deadline),
    })),
  };
}

function readApprove(result: Json, server: ComputerId): { readonly refused: readonly string[] } {
  const { answers } = parsed('Approve-WsusUpdates', result, server);
  return {
    refused: answers.filter((answer) => !answer.ok).map((answer) => `${answer.updateId}: ${answer.error ?? 'refused'}`),
  };
}
