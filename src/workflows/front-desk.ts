import { PatchbayError } from '../domain/errors.js';
import type { ProvisioningGroup } from '../domain/group.js';
import type { ComputerId, GroupId, OperationId, TaskId } from '../domain/ids.js';
import { parseTaskId } from '../domain/ids.js';
import { nearest } from '../domain/nearest.js';
import type { DecidedRows, Operation, Request } from '../domain/operation.js';
import type { WsusFacts } from '../domain/patch.js';
import type { Plan } from '../domain/plan.js';
import { planRun } from '../domain/planning.js';
import type { ApprovalOrder } from '../domain/target.js';
import type { Task } from '../domain/task.js';
import type { UpdateRow } from '../domain/views.js';
import type { Asker, Desk, Named, Selection, UpdatesFilter } from './desk.js';
import { computersOf, demand, freshWsus, groupOf, type Office, patchesById, unknownName, wsusOf } from './office.js';
import { carryOut, RIGHTS, rowCount, secondClick } from './operations.js';
import {
  decidable,
  groupLines,
  latestTasks,
  logView,
  recommendationsView,
  requestOf,
  runView,
  statusView,
  taskView,
  updateRows,
  updatesView,
} from './queries.js';

/** The desk over an office: each use case asks for the right, derives the state, and carries out one operation. */
export function openDesk(office: Office): Desk {
  return {
    roles: office.roles,
    command: office.command,
    demand: (person, role) => demand(office, person, role),
    groups: () => groupLines(office),
    resolve: (text) => resolve(office, text),
    resolveGroup: (text) => resolveGroup(office, text),
    sync: (asker) => sync(office, asker),
    scan: (asker, group) => scan(office, asker, group),
    check: (asker, group) => check(office, asker, group),
    offerUpdates: (asker, filter) => offerUpdates(office, asker, filter),
    approveUpdates: (asker, request, order) => approveUpdates(office, asker, request, order),
    offerRecommendations: (asker, group) => offerRecommendations(office, asker, group),
    approve: (asker, request, selection) => approve(office, asker, request, selection),
    offerRun: (asker, group) => offerRun(office, asker, group),
    run: (asker, request) => run(office, asker, request),
    stop: (asker, what) => stop(office, asker, what),
    status: (scope) => statusView(office, scope),
    tasks: (count) => latestTasks(office, count),
    task: (id) => taskView(office, id),
    log: (logId) => logView(office, logId),
    updatesView: (request) => updatesView(office, request),
    recommendationsView: (request) => recommendationsView(office, request),
    runView: (request) => runView(office, request),
  };
}

function resolve(office: Office, text: string): Named {
  const typed = text.trim().toLowerCase();
  const task = parseTaskId(typed.replace(/^#/, ''));
  if (task !== null) return { task };
  const computer = office.computers.find((id) => id === typed);
  if (computer !== undefined) return { computer };
  const group = groupNamed(office, typed);
  if (group !== null) return { group };
  throw unknownName(office, text, nearest(typed, [...office.groups.map(({ id }) => id), ...office.computers]));
}

function resolveGroup(office: Office, text: string): GroupId {
  const typed = text.trim().toLowerCase();
  const group = groupNamed(office, typed);
  if (group !== null) return group;
  const names = office.groups.map(({ id }) => id);
  throw unknownName(office, text, nearest(typed, names));
}

function groupNamed(office: Office, typed: string): GroupId | null {
  return office.groups.find((group) => group.id === typed || group.name.toLowerCase() === typed)?.id ?? null;
}

async function started(office: Office, operation: Operation): Promise<Task> {
  const task = operation.taskId === null ? null : await office.store.tasks.get(operation.taskId);
  if (task === null) throw new PatchbayError('PB899', { cause: `operation ${operation.id} started no task` });
  return task.value;
}

async function openTasks(office: Office): Promise<readonly Task[]> {
  const ids = await office.store.tasks.ids();
  const tasks = await Promise.all(ids.map((id) => office.store.tasks.get(id)));
  return tasks.flatMap((task) => (task !== null && task.value.endedAt === null ? [task.value] : []));
}

async function sync(office: Office, asker: Asker): Promise<Task> {
  demand(office, asker.person, ...RIGHTS.start);
  const running = (await openTasks(office)).find((task) => task.kind === 'sync' && task.operation !== asker.operation);
  if (running !== undefined) throw new PatchbayError('PB602', { task: ` (task ${running.id})` });
  return started(office, await carryOut(office, asker, { kind: 'start', task: 'sync', groupId: null, computers: [] }));
}

/** A group's cards lie in its own channel, where it has one. */
function inChannelOf(group: ProvisioningGroup, asker: Asker): Asker {
  return { ...asker, conversation: group.channel ?? asker.conversation };
}

async function scan(office: Office, asker: Asker, id: GroupId): Promise<Task> {
  demand(office, asker.person, ...RIGHTS.start);
  const group = groupOf(office, id);
  if ((await wsusOf(office)) === null) throw new PatchbayError('PB603', { command: office.command });
  const intent = { kind: 'start', task: 'scan-and-check', groupId: id, computers: group.computers } as const;
  return started(office, await carryOut(office, inChannelOf(group, asker), intent));
}

async function check(office: Office, asker: Asker, id: GroupId): Promise<Task> {
  demand(office, asker.person, ...RIGHTS.start);
  const group = groupOf(office, id);
  const computers = await computersOf(office, group.computers);
  if (computers.every((computer) => computer.scan === null))
    throw new PatchbayError('PB105', { group: group.name, command: office.command });
  const intent = { kind: 'start', task: 'check', groupId: id, computers: group.computers } as const;
  return started(office, await carryOut(office, inChannelOf(group, asker), intent));
}

/** Stores a card's request and shows it. The asker's operation id names it, so a second delivery shows nothing new. */
async function offer(
  office: Office,
  asker: Asker,
  what: Pick<Request, 'kind' | 'groupId' | 'hash' | 'plan' | 'filter'>,
): Promise<OperationId> {
  const id = asker.operation;
  const { person: by, conversation } = asker;
  const request: Request = { ...what, id, by, at: office.clock.now(), conversation, decided: null };
  await office.store.requests.update(id, (value) => value ?? request);
  const subject = { kind: 'request', requestId: id } as const;
  await office.conversation.show({ id: `request-${id}`, subject, conversation, person: by });
  return id;
}

/** What was shown is no longer so: the card is drawn anew, and the click has no effect. */
async function demandSame(office: Office, request: Request, now: Pick<Request, 'hash' | 'plan'>): Promise<void> {
  if (request.hash === now.hash) return;
  await office.store.requests.update(request.id, (value) => (value === null ? null : { ...value, ...now }));
  office.conversation.changed({ kind: 'request', requestId: request.id });
  throw new PatchbayError('PB302');
}

/** A card that was decided on answers with what was decided. */
async function demandOpen(office: Office, request: Request): Promise<void> {
  const operation = await office.store.operations.get(request.id);
  if (operation !== null) secondClick()(operation.value);
}

async function offerUpdates(office: Office, asker: Asker, filter: UpdatesFilter): ReturnType<Desk['offerUpdates']> {
  demand(office, asker.person, 'viewer');
  const wsus = await wsusOf(office);
  if (wsus === null) throw new PatchbayError('PB603', { command: office.command });
  const rows = await updateRows(office, wsus, filter);
  if (rows.length === 0) throw new PatchbayError('PB110', { what: nothingWaits(office, filter) });
  const hash = await updatesHash(office, wsus, filter);
  const what = { kind: 'approve-updates', groupId: null, hash, plan: null, filter: filter.words } as const;
  return updatesView(office, await offer(office, asker, what));
}

function nothingWaits(office: Office, filter: UpdatesFilter): string {
  if (filter.words.length > 0) return `No patch matches "${filter.words.join(' ').slice(0, 60)}".`;
  return `No patch waits for approval on WSUS. Type ${office.command} sync to look for new ones.`;
}

async function updatesHash(office: Office, wsus: WsusFacts | null, filter: UpdatesFilter): Promise<string> {
  const rows = await updateRows(office, wsus, filter);
  return office.hash(rows.map(({ patch, approvedFor }) => [patch.updateId, patch.revision, ...approvedFor]).join('\n'));
}

async function approveUpdates(
  office: Office,
  asker: Asker,
  id: OperationId,
  order: Parameters<Desk['approveUpdates']>[2],
): Promise<Task> {
  demand(office, asker.person, ...RIGHTS['approve-updates']);
  const request = await requestOf(office, id, 'approve-updates');
  await demandOpen(office, request);
  const wsus = await freshWsus(office);
  if (wsus.replica) throw new PatchbayError('PB604', { cause: 'it is a replica; approve on its upstream server' });
  const hash = await updatesHash(office, wsus, { words: request.filter });
  await demandSame(office, request, { hash, plan: null });
  const shown = await updateRows(office, wsus, { words: request.filter });
  const approvals = approvalOrders(shown, wsus, order);
  const decision = { ...asker, operation: id, conversation: request.conversation };
  return started(office, await carryOut(office, decision, { kind: 'approve-updates', approvals }, secondClick()));
}

/** Only what the card showed can be chosen. */
function approvalOrders(
  shown: readonly UpdateRow[],
  wsus: WsusFacts,
  order: Parameters<Desk['approveUpdates']>[2],
): readonly ApprovalOrder[] {
  const group = wsus.groups.find((one) => one.id === order.wsusGroup);
  if (group === undefined) {
    const groups = wsus.groups.map(({ name }) => name).join(', ');
    throw new PatchbayError('PB605', { group: order.wsusGroup.slice(0, 60), groups });
  }
  const chosen = shown.flatMap(({ patch }) => (order.updates.includes(patch.updateId) ? [patch] : []));
  if (chosen.length === 0) throw new PatchbayError('PB110', { what: 'Choose at least one patch.' });
  return chosen.map(({ updateId, revision }) => ({
    updateId,
    revision,
    groupId: group.id,
    action: order.action,
    deadline: null,
  }));
}

async function offerRecommendations(
  office: Office,
  asker: Asker,
  id: GroupId,
): ReturnType<Desk['offerRecommendations']> {
  demand(office, asker.person, 'viewer');
  const group = groupOf(office, id);
  const computers = await computersOf(office, group.computers);
  if (computers.every((computer) => computer.compliance === null))
    throw new PatchbayError('PB105', { group: group.name, command: office.command });
  const hash = await recommendationsHash(office, id);
  const what = { kind: 'recommendations', groupId: id, hash, plan: null, filter: [] } as const;
  return recommendationsView(office, await offer(office, inChannelOf(group, asker), what));
}

/** Of what can be approved: another state of these rows is another question. */
async function recommendationsHash(office: Office, id: GroupId): Promise<string> {
  const rows = await decidableRows(office, id, { updates: 'all', exceptComputers: [] });
  return office.hash(JSON.stringify(rows));
}

async function decidableRows(office: Office, id: GroupId, selection: Selection): Promise<readonly DecidedRows[]> {
  const computers = await computersOf(office, groupOf(office, id).computers);
  return computers
    .filter((computer) => !selection.exceptComputers.includes(computer.id))
    .map((computer) => ({
      computerId: computer.id,
      recommendations: Object.values(computer.recommendations)
        .filter(decidable)
        .map((recommendation) => recommendation.id)
        .filter((one) => selection.updates === 'all' || selection.updates.includes(one)),
    }))
    .filter((row) => row.recommendations.length > 0);
}

async function approve(
  office: Office,
  asker: Asker,
  id: OperationId,
  selection: Selection,
): Promise<{ readonly decided: number }> {
  demand(office, asker.person, ...RIGHTS.decide);
  const request = await requestOf(office, id, 'recommendations');
  await demandOpen(office, request);
  const groupId = request.groupId ?? ('' as GroupId);
  await demandSame(office, request, { hash: await recommendationsHash(office, groupId), plan: null });
  const rows = await decidableRows(office, groupId, selection);
  if (rows.length === 0) throw new PatchbayError('PB110', { what: 'Choose at least one patch and one computer.' });
  const decision = { ...asker, operation: id, conversation: request.conversation };
  const operation = await carryOut(
    office,
    decision,
    { kind: 'decide', event: 'approve', groupId, rows },
    secondClick(),
  );
  return { decided: rowCount(rows) - operation.skipped.length };
}

async function planOf(office: Office, id: GroupId): Promise<Plan> {
  const group = groupOf(office, id);
  const wsus = await freshWsus(office);
  const computers = await computersOf(office, group.computers);
  const reference = { patch: await patchesById(office), wsus, rules: office.rules, hash: office.hash };
  return planRun(group, computers, reference, office.clock.now());
}

async function offerRun(office: Office, asker: Asker, id: GroupId): ReturnType<Desk['offerRun']> {
  demand(office, asker.person, ...RIGHTS.run);
  const plan = await planOf(office, id);
  const what = { kind: 'run', groupId: id, hash: plan.hash, plan, filter: [] } as const;
  return runView(office, await offer(office, inChannelOf(groupOf(office, id), asker), what));
}

async function run(office: Office, asker: Asker, id: OperationId): Promise<Task> {
  demand(office, asker.person, ...RIGHTS.run);
  const request = await requestOf(office, id, 'run');
  await demandOpen(office, request);
  const groupId = request.groupId ?? ('' as GroupId);
  const plan = await planOf(office, groupId);
  await demandSame(office, request, { hash: plan.hash, plan });
  if (plan.rows.length === 0)
    throw new PatchbayError('PB110', { what: 'No computer of this plan can be patched now; the card says why.' });
  const decision = { ...asker, operation: id, conversation: request.conversation };
  return started(office, await carryOut(office, decision, { kind: 'run', groupId, plan }, secondClick()));
}

async function stop(office: Office, asker: Asker, what: Named | 'everything'): ReturnType<Desk['stop']> {
  demand(office, asker.person, ...RIGHTS.stop);
  if (what !== 'everything' && 'computer' in what)
    throw new PatchbayError('PB106', { what: 'a task, a group or "everything"', example: `${office.command} stop 12` });
  const tasks = (await openTasks(office)).filter((task) => isMeant(task, what)).map((task) => task.id);
  if (tasks.length === 0) throw new PatchbayError('PB110', { what: 'Nothing of that is running.' });
  await carryOut(office, asker, { kind: 'stop', tasks });
  return { stopped: tasks, stillRunning: await stillRunning(office, tasks) };
}

function isMeant(task: Task, what: Exclude<Named, { computer: ComputerId }> | 'everything'): boolean {
  if (what === 'everything') return true;
  return 'task' in what ? task.id === what.task : task.groupId === what.group;
}

async function stillRunning(office: Office, tasks: readonly TaskId[]): Promise<number> {
  const computers = await computersOf(office, office.computers);
  return computers.filter(({ run: held }) => held !== null && held.ended === null && tasks.includes(held.taskId))
    .length;
}
