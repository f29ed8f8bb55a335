import type { Computer } from '../domain/computer.js';
import { PatchbayError } from '../domain/errors.js';
import type { ComputerId, GroupId, OperationId, TaskId, UpdateId } from '../domain/ids.js';
import type { Request } from '../domain/operation.js';
import type { Patch, WsusFacts } from '../domain/patch.js';
import { type Recommendation, type RecommendationState, stateAfter } from '../domain/recommendation.js';
import { statusOfTask, subtasksOf, type Task } from '../domain/task.js';
import type {
  GroupLine,
  LogView,
  RecommendationRow,
  RecommendationsView,
  RunView,
  StatusRow,
  StatusView,
  TaskView,
  UpdateRow,
  UpdatesView,
} from '../domain/views.js';
import type { UpdatesFilter } from './desk.js';
import { computersOf, groupOf, type Office, patchesById, wsusOf } from './office.js';

export async function groupLines(office: Office): Promise<readonly GroupLine[]> {
  return Promise.all(
    office.groups.map(async (group) => {
      const computers = await computersOf(office, group.computers);
      return {
        groupId: group.id,
        name: group.name,
        computers: computers.length,
        compliant: computers.filter(isCompliant).length,
      };
    }),
  );
}

const isCompliant = (computer: Computer): boolean => computer.compliance?.state === 'compliant';

export async function taskView(office: Office, id: TaskId): Promise<TaskView> {
  const task = (await office.store.tasks.get(id))?.value;
  if (task === undefined) throw new PatchbayError('PB107', { task: id, command: office.command });
  const targets = await office.engine.records(task);
  const wsus = await wsusOf(office);
  const sync = wsus?.lastSync ?? null;
  return {
    task,
    status: task.endedAt === null ? statusOfTask(task, targets) : task.status,
    groupName: office.groups.find((group) => group.id === task.groupId)?.name ?? null,
    subtasks: subtasksOf(task, targets),
    targets,
    sync: task.kind === 'sync' && task.status === 'Succeeded' ? sync : null,
    compliant: await compliantNow(office, task),
  };
}

async function compliantNow(office: Office, task: Task): Promise<TaskView['compliant']> {
  const group = office.groups.find((one) => one.id === task.groupId);
  if (group === undefined) return null;
  const computers = await computersOf(office, group.computers);
  return { yes: computers.filter(isCompliant).length, of: computers.length };
}

/** The newest tasks, newest first. */
export async function latestTasks(office: Office, count: number): Promise<readonly TaskView[]> {
  const ids = [...(await office.store.tasks.ids())].sort((a, b) => Number(b) - Number(a)).slice(0, count);
  return Promise.all(ids.map((id) => taskView(office, id as TaskId)));
}

export async function logView(office: Office, logId: string): Promise<LogView> {
  const record = (await office.store.targets.get(logId))?.value;
  const task = logId.split('.')[0] ?? '';
  if (record === undefined)
    throw new PatchbayError('PB108', { log: logId.slice(0, 30), task: task.slice(0, 10), command: office.command });
  return {
    logId,
    taskId: record.taskId,
    taskName: (await office.store.tasks.get(record.taskId))?.value.name ?? '',
    computerId: record.computerId,
    status: record.status,
    failure: record.failure,
    entries: record.log,
  };
}

/** A group's computers, one computer, or all of them. */
export async function statusView(office: Office, scope: GroupId | ComputerId | null): Promise<StatusView> {
  const group = office.groups.find((one) => one.id === scope);
  const ids = group?.computers ?? office.computers.filter((id) => scope === null || id === scope);
  const computers = await computersOf(office, ids);
  const times = computers.flatMap((computer) => computer.compliance?.at ?? []);
  return {
    title: group?.name ?? scope ?? 'All computers',
    compliant: computers.filter(isCompliant).length,
    of: computers.length,
    asOf: times.length > 0 ? Math.max(...times) : null,
    rows: computers.map(statusRow),
  };
}

const SETTLED = new Set<RecommendationState>(['Implemented', 'Closed', 'Ignored']);

function statusRow(computer: Computer): StatusRow {
  const all = Object.values(computer.recommendations);
  return {
    computerId: computer.id,
    compliance: computer.compliance,
    scannedAt: computer.scan?.endedAt ?? null,
    counts: countStates(all),
    open: all.filter((recommendation) => !SETTLED.has(recommendation.state)),
    busyWith: computer.run?.taskId ?? null,
  };
}

function countStates(recommendations: readonly Recommendation[]): Partial<Record<RecommendationState, number>> {
  const counts: Partial<Record<RecommendationState, number>> = {};
  for (const { state } of recommendations) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

export async function requestOf(office: Office, id: OperationId, kind: Request['kind']): Promise<Request> {
  const request = (await office.store.requests.get(id))?.value;
  const verb = { 'approve-updates': 'updates', recommendations: 'recommendations', run: 'run' }[kind];
  if (request?.kind !== kind) throw new PatchbayError('PB304', { command: office.command, verb });
  return request;
}

export async function updatesView(office: Office, id: OperationId): Promise<UpdatesView> {
  const request = await requestOf(office, id, 'approve-updates');
  const wsus = await wsusOf(office);
  return {
    requestId: id,
    command: office.command,
    rows: await updateRows(office, wsus, { words: request.filter }),
    groups: wsus?.groups ?? [],
    lastSync: wsus?.lastSync ?? null,
    decided: request.decided,
    stale: false,
  };
}

const SEVERITIES: readonly Patch['severity'][] = ['Critical', 'Important', 'Moderate', 'Low', 'Unspecified'];

/** Patches that wait for an approval, the weightiest first; one that is named by its KB number in any case. */
export async function updateRows(
  office: Office,
  wsus: WsusFacts | null,
  filter: UpdatesFilter,
): Promise<readonly UpdateRow[]> {
  const offered = (await office.store.catalogue.all()).filter(
    (patch) => !patch.declined && !patch.expired && !patch.superseded && matches(patch, filter),
  );
  const needed = await neededBy(office);
  return offered
    .filter((patch) => !isApproved(patch) || filter.words.some((word) => isKb(word, patch)))
    .sort(byWeight)
    .map((patch) => ({
      patch,
      approvedFor: approvedFor(patch, wsus),
      neededBy: isApproved(patch) ? (needed.get(patch.updateId) ?? 0) : null,
    }));
}

const isApproved = (patch: Patch): boolean => patch.approvals.some((approval) => approval.action === 'install');

const isKb = (word: string, patch: Patch): boolean => patch.kbs.includes(word.toLowerCase().replace(/^kb/, ''));

function matches(patch: Patch, filter: UpdatesFilter): boolean {
  const kbs = patch.kbs.map((kb) => `kb${kb}`);
  const text = [patch.title, ...kbs, ...patch.products, patch.classification, patch.severity].join('\n').toLowerCase();
  return filter.words.every((word) => text.includes(word.toLowerCase()));
}

function byWeight(a: Patch, b: Patch): number {
  const severity = SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
  return severity || (b.arrivedAt ?? 0) - (a.arrivedAt ?? 0) || (a.title < b.title ? -1 : 1);
}

function approvedFor(patch: Patch, wsus: WsusFacts | null): readonly string[] {
  const names = new Map(wsus?.groups.map((group) => [group.id, group.name]));
  return patch.approvals
    .filter((approval) => approval.action === 'install')
    .map(({ groupId, state }) => `${names.get(groupId) ?? groupId}${state === 'pending' ? ' (pending)' : ''}`);
}

async function neededBy(office: Office): Promise<ReadonlyMap<UpdateId, number>> {
  const counts = new Map<UpdateId, number>();
  for (const computer of await computersOf(office, office.computers))
    for (const need of computer.scan?.needed ?? []) counts.set(need.updateId, (counts.get(need.updateId) ?? 0) + 1);
  return counts;
}

export async function recommendationsView(office: Office, id: OperationId): Promise<RecommendationsView> {
  const request = await requestOf(office, id, 'recommendations');
  const group = groupOf(office, request.groupId ?? ('' as GroupId));
  const computers = await computersOf(office, group.computers);
  return {
    requestId: id,
    groupId: group.id,
    groupName: group.name,
    rows: await recommendationRows(office, computers),
    counts: countStates(computers.flatMap((computer) => Object.values(computer.recommendations))),
    computers: computers.length,
    decided: request.decided,
    stale: false,
  };
}

/** By patch: those that a person can still decide on, then the others that are not settled. */
async function recommendationRows(
  office: Office,
  computers: readonly Computer[],
): Promise<readonly RecommendationRow[]> {
  const patch = await patchesById(office);
  const rows = new Map<string, RecommendationRow>();
  for (const computer of computers) {
    for (const recommendation of Object.values(computer.recommendations)) {
      if (SETTLED.has(recommendation.state)) continue;
      const row = rows.get(recommendation.id) ?? newRow(recommendation, patch);
      const { state, reason, cameBack } = recommendation;
      const mine = { computerId: computer.id, state, reason, cameBack };
      rows.set(recommendation.id, { ...row, computers: [...row.computers, mine] });
    }
  }
  return [...rows.values()].sort(
    (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || (a.title < b.title ? -1 : 1),
  );
}

function newRow(recommendation: Recommendation, patch: (id: UpdateId) => Patch | undefined): RecommendationRow {
  const known = recommendation.updateId === null ? undefined : patch(recommendation.updateId);
  return {
    id: recommendation.id,
    updateId: recommendation.updateId,
    title: recommendation.title,
    kbs: known?.kbs ?? [],
    severity: known?.severity ?? 'Unspecified',
    mayRestart: (known?.rebootBehavior ?? 'never') !== 'never',
    computers: [],
  };
}

/** What a person can approve: Opened ones, and Failed ones once more. The wish for a scan is not approved but scanned. */
export function decidable(recommendation: Recommendation): boolean {
  return recommendation.updateId !== null && stateAfter(recommendation.state, 'approve') !== null;
}

export async function runView(office: Office, id: OperationId): Promise<RunView> {
  const request = await requestOf(office, id, 'run');
  if (request.plan === null) throw new PatchbayError('PB304', { command: office.command, verb: 'run' });
  return {
    requestId: id,
    groupName: office.groups.find((group) => group.id === request.groupId)?.name ?? '',
    plan: request.plan,
    decided: request.decided,
    stale: false,
  };
}
