import type { Digest } from '../../src/domain/digest.js';
import { NO_ROLLOUT } from '../../src/domain/group.js';
import type { ComputerId, GroupId, OperationId, PersonId, TaskId } from '../../src/domain/ids.js';
import type { Plan } from '../../src/domain/plan.js';
import { optionsOf, type TaskRollout } from '../../src/domain/rollout.js';
import type { PatchInfo } from '../../src/domain/selection.js';
import { NO_COUNTS, type Status, type TargetRecord } from '../../src/domain/target.js';
import { subtasksOf, TASK_NAMES, type Task } from '../../src/domain/task.js';
import { NO_FILTER } from '../../src/domain/update-filter.js';
import type {
  ConfirmView,
  RecommendationRow,
  RecommendationsView,
  RunView,
  StatusView,
  TaskView,
  UpdatesView,
} from '../../src/domain/views.js';
import { aPatch, NOW, updateId } from './samples.js';

/** Views as the core computes them, small and whole. */

export const OLIVIA = 'U0OLIVIA' as PersonId;
export const FINANCE = 'finance' as GroupId;
export const REQUEST = 'request-0001' as OperationId;

export function computerId(n: number): ComputerId {
  return `fin-${n}.contoso.example` as ComputerId;
}

export function aTask(over: Partial<Task> = {}): Task {
  return {
    id: '17' as TaskId,
    kind: 'scan-and-check',
    name: TASK_NAMES['scan-and-check'],
    groupId: FINANCE,
    computers: [computerId(1)],
    createdBy: OLIVIA,
    createdAt: NOW,
    operation: REQUEST,
    endedAt: null,
    status: 'In Progress',
    stop: null,
    rollout: null,
    plan: null,
    stack: null,
    approvals: [],
    until: null,
    opening: null,
    conversation: 'C0FINANCE',
    summary: null,
    ...over,
  };
}

export function aTarget(n: number, status: Status, over: Partial<TargetRecord> = {}): TargetRecord {
  return {
    taskId: '17' as TaskId,
    computerId: computerId(n),
    logId: `17.${n}`,
    status,
    leg: status === 'Scheduled' ? null : 'scan',
    message: '',
    progress: null,
    startedAt: NOW,
    endedAt: null,
    failure: status === 'Failed' ? { code: 'PB401', details: { computer: computerId(n) } } : null,
    counts: NO_COUNTS,
    restartWait: null,
    left: null,
    log: [],
    ...over,
  };
}

export function aTaskView(targets: readonly TargetRecord[], over: Partial<TaskView> = {}): TaskView {
  const task = over.task ?? aTask();
  return {
    task,
    status: task.status,
    groupName: 'Finance',
    subtasks: subtasksOf(task, targets),
    targets,
    atWork: { tasks: 2, computers: 14 },
    sync: null,
    warnings: [],
    compliant: null,
    ...over,
  };
}

/** A run whose first computers are its canary computers. */
export function canaryRollout(canaries: number): TaskRollout {
  const ids = Array.from({ length: canaries }, (_, n) => computerId(n + 1));
  return { mode: 'install', canaries: ids, last: [], atOnce: null, stopAfterFailures: null, continued: null };
}

export function anUpdatesView(count: number, over: Partial<UpdatesView> = {}): UpdatesView {
  return {
    requestId: REQUEST,
    command: '/patch',
    filter: NO_FILTER,
    rows: Array.from({ length: count }, (_, n) => ({ patch: aPatch(n), approvedFor: [], neededBy: null })),
    page: 0,
    groups: [{ id: updateId(900), name: 'Finance computers', parentId: null }],
    lastSync: null,
    decided: null,
    ...over,
  };
}

export function aRow(
  n: number,
  over: Partial<RecommendationRow> = {},
  patch: Partial<PatchInfo> = {},
): RecommendationRow {
  return {
    id: updateId(n),
    patch: {
      ...{ id: updateId(n), updateId: updateId(n), title: `Update ${n}`, kbs: [`50${n}`] },
      ...{ severity: 'Critical', mayRestart: true, ...patch },
    },
    counts: { Opened: 1 },
    cameBack: 0,
    failedBecause: null,
    ...over,
  };
}

export function aRecommendationsView(
  rows: readonly RecommendationRow[],
  over: Partial<RecommendationsView> = {},
): RecommendationsView {
  const patches = rows.length;
  return {
    requestId: REQUEST,
    groupId: FINANCE,
    groupName: 'Finance',
    filter: { view: 'recommendation', words: [] },
    rows,
    counts: { Opened: rows.length },
    computers: rows.length,
    approvable: {
      ...{ recommendations: patches, patches, computers: patches },
      ...{ critical: patches, important: 0, restarting: patches },
    },
    working: null,
    decided: null,
    ...over,
  };
}

export function aPlan(rows: number, blocked: number): Plan {
  return {
    groupId: FINANCE,
    restart: 'if-required',
    rows: Array.from({ length: rows }, (_, n) => ({
      computerId: computerId(n),
      updates: [{ updateId: updateId(n), title: `Update ${n}`, kbs: [`50${n}`], revision: 200, exclusive: false }],
      byHand: [],
      sizeBytes: 340_000_000,
      restart: 'maybe' as const,
    })),
    options: optionsOf(NO_ROLLOUT),
    canaries: [],
    last: [],
    again: [],
    blocked: Array.from({ length: blocked }, (_, n) => ({
      computerId: computerId(1000 + n),
      failure: { code: 'PB511' as const, details: { hours: 24 } },
    })),
    hash: 'hash',
  };
}

export function aRunView(plan: Plan, over: Partial<RunView> = {}): RunView {
  return { requestId: REQUEST, groupName: 'Finance', plan, notNow: null, mustAsk: false, decided: null, ...over };
}

export function aStatusView(count: number): StatusView {
  return {
    title: 'Finance',
    compliant: 0,
    of: count,
    asOf: NOW,
    stopped: [],
    wsus: [],
    rows: Array.from({ length: count }, (_, n) => ({
      computerId: computerId(n),
      compliance: {
        at: NOW,
        state: 'not compliant' as const,
        missing: 3,
        reasons: ['3 patches are missing'],
        checks: [],
      },
      scannedAt: NOW,
      counts: { Opened: 3 },
      open: [],
      busyWith: null,
      restartWait: null,
      blocked: null,
      outOfService: null,
      skewMs: null,
      way: null,
    })),
  };
}

export function aDigest(over: Partial<Digest> = {}): Digest {
  const computerId = 'fin-ws-01' as ComputerId;
  const reason = { about: 'restart' } as const;
  return {
    id: 'digest-1',
    channel: 'C0PATCHING',
    at: Date.UTC(2026, 10, 10, 12),
    groups: [{ groupId: FINANCE, name: 'Finance', compliant: 3, of: 4, worse: [computerId], better: [] }],
    rows: [{ computerId, state: 'not compliant', missing: 2, reasons: [reason], busyWith: null }],
    notCompliant: 1,
    reasons: [{ reason, computers: 1 }],
    ...over,
  };
}

/** Another machine answers where a computer was. */
export function aConfirmView(over: Partial<ConfirmView> = {}): ConfirmView {
  const known = { computerName: 'FIN-WS-01', domain: 'CORP', machineId: 'machine-1' };
  const answers = { computerName: 'FIN-WS-99', domain: null, machineId: 'machine-2' };
  const details = { computer: 'fin-ws-01', cause: 'another machine', command: '/patch' };
  const why = { code: 'PB404', details } as const;
  const settled = { outOfServiceSince: null, hash: '0123456789abcdef', command: '/patch' };
  return { computerId: computerId(0), known, answers, why, ...settled, ...over };
}

/** The known machine answers, and may be out of service. */
export function aServiceView(over: Partial<ConfirmView> = {}): ConfirmView {
  const { known } = aConfirmView();
  const why = { code: 'PB422', details: { computer: 'fin-ws-01', command: '/patch' } } as const;
  return aConfirmView({ answers: known, why, outOfServiceSince: NOW, ...over });
}
