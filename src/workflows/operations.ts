import type { Computer } from '../domain/computer.js';
import { PatchbayError } from '../domain/errors.js';
import type { ComputerId, TaskId } from '../domain/ids.js';
import type { DecidedRows, Intent, Operation } from '../domain/operation.js';
import { stackOf } from '../domain/planning.js';
import { moved, stateAfter } from '../domain/recommendation.js';
import { hasRole, type Role } from '../domain/roles.js';
import { TASK_NAMES, type Task, type TaskKind } from '../domain/task.js';
import type { Asker } from './desk.js';
import type { Office } from './office.js';

/**
 * Stores a decision, once, and rolls it forward. The same id again gives what the first one did.
 * @param existing called where the id is known already; it may refuse the second click
 */
export async function carryOut(
  office: Office,
  asker: Asker,
  intent: Intent,
  existing: (operation: Operation) => void = () => undefined,
): Promise<Operation> {
  const known = await office.store.operations.get(asker.operation);
  if (known !== null) {
    existing(known.value);
    return rolledForward(office, known.value);
  }
  const operation: Operation = {
    id: asker.operation,
    by: asker.person,
    at: office.clock.now(),
    intent,
    conversation: asker.conversation,
    taskId: startsTask(intent) ? await nextTask(office) : null,
    done: null,
    skipped: [],
  };
  return rolledForward(office, await stored(office, operation, existing));
}

/** Two deliveries may race: one of them stores, the other finds it there. */
async function stored(office: Office, operation: Operation, existing: (found: Operation) => void): Promise<Operation> {
  let fresh = false;
  const result = await office.store.operations.update(operation.id, (value) => {
    fresh = value === null;
    return value ?? operation;
  });
  const found = result?.value ?? operation;
  if (!fresh) existing(found);
  return found;
}

/** Takes up every decision that a crash left half done. A person who has lost the right since is refused. */
export async function rollAllForward(office: Office): Promise<void> {
  for (const id of await office.store.operations.ids()) {
    const operation = (await office.store.operations.get(id))?.value;
    if (operation === undefined || operation.done !== null) continue;
    if (RIGHTS[operation.intent.kind].some((role) => hasRole(office.roles, operation.by, role)))
      await rolledForward(office, operation);
    else await finish(office, operation, ['the right was withdrawn meanwhile']);
  }
}

/** Who may do what. */
export const RIGHTS: Readonly<Record<Intent['kind'], readonly Role[]>> = {
  start: ['operator'],
  run: ['operator'],
  decide: ['approver'],
  'approve-updates': ['approver'],
  stop: ['operator', 'approver'],
};

async function rolledForward(office: Office, operation: Operation): Promise<Operation> {
  if (operation.done !== null) return operation;
  const skipped = await effect(office, operation);
  return finish(office, operation, skipped);
}

async function effect(office: Office, operation: Operation): Promise<readonly string[]> {
  const { intent } = operation;
  if (intent.kind === 'decide') return decide(office, operation, intent);
  if (intent.kind === 'stop') return stop(office, operation, intent.tasks);
  await startTask(office, taskOf(office, operation));
  return [];
}

async function finish(office: Office, operation: Operation, skipped: readonly string[]): Promise<Operation> {
  const done = { ...operation, done: office.clock.now(), skipped };
  await audit(office, operation, skipped);
  await markRequest(office, done);
  await office.store.operations.update(operation.id, (value) => (value === null || value.done !== null ? null : done));
  return done;
}

/** A crash between the line and the mark would write the line twice: the newest lines are looked at first. */
async function audit(office: Office, operation: Operation, skipped: readonly string[]): Promise<void> {
  const latest = await office.store.audit.latest(50);
  if (latest.some((entry) => entry.operation === operation.id)) return;
  const { intent } = operation;
  await office.store.audit.append({
    at: operation.at,
    who: operation.by,
    what: intent.kind === 'decide' ? intent.event : intent.kind === 'start' ? intent.task : intent.kind,
    on: subjectOf(intent),
    operation: operation.id,
    planHash: intent.kind === 'run' ? intent.plan.hash : null,
    detail: `${describe(operation)}${skipped.length > 0 ? `; skipped: ${skipped.slice(0, 20).join('; ')}` : ''}`,
  });
}

function subjectOf(intent: Intent): string {
  if (intent.kind === 'stop') return `tasks ${intent.tasks.join(', ')}`;
  if (intent.kind === 'approve-updates') return 'wsus';
  return intent.groupId ?? 'wsus';
}

/** What a decision was, in a few words: on the card that it was taken on, and in the audit log. */
function describe(operation: Operation): string {
  const { intent, taskId } = operation;
  if (intent.kind === 'decide') {
    const count = rowCount(intent.rows);
    return `${count} ${count === 1 ? 'recommendation' : 'recommendations'} approved`;
  }
  if (intent.kind === 'stop')
    return `stopped ${intent.tasks.length === 1 ? 'task' : 'tasks'} ${intent.tasks.join(', ')}`;
  return `started task ${taskId ?? ''}`;
}

export function rowCount(rows: readonly DecidedRows[]): number {
  return rows.reduce((sum, row) => sum + row.recommendations.length, 0);
}

async function markRequest(office: Office, operation: Operation): Promise<void> {
  const decided = { by: operation.by, at: operation.at, as: describe(operation) };
  const request = await office.store.requests.update(operation.id, (value) =>
    value === null || value.decided !== null ? null : { ...value, decided },
  );
  if (request !== null) office.conversation.changed({ kind: 'request', requestId: operation.id });
}

async function decide(
  office: Office,
  operation: Operation,
  intent: Extract<Intent, { kind: 'decide' }>,
): Promise<readonly string[]> {
  const skipped: string[] = [];
  for (const row of intent.rows) {
    await office.store.computers.update(row.computerId, (computer) => {
      if (computer === null) return null;
      const { after, missed } = decidedRow(computer, operation, row, intent.event);
      skipped.push(...missed.map((id) => `${row.computerId} ${id}`));
      return after;
    });
  }
  return skipped;
}

function decidedRow(
  computer: Computer,
  operation: Operation,
  row: DecidedRows,
  event: Extract<Intent, { kind: 'decide' }>['event'],
): { after: Computer; missed: readonly string[] } {
  const recommendations = { ...computer.recommendations };
  const missed: string[] = [];
  for (const id of row.recommendations) {
    const recommendation = recommendations[id];
    if (recommendation?.operation === operation.id) continue;
    if (recommendation === undefined || stateAfter(recommendation.state, event) === null) missed.push(id);
    else
      recommendations[id] = moved(recommendation, {
        event,
        at: operation.at,
        by: operation.by,
        operation: operation.id,
      });
  }
  const changed = row.recommendations.some((id) => recommendations[id] !== computer.recommendations[id]);
  return { after: changed ? { ...computer, recommendations } : computer, missed };
}

async function stop(office: Office, operation: Operation, tasks: readonly TaskId[]): Promise<readonly string[]> {
  for (const id of tasks) {
    await office.store.tasks.update(id, (task) =>
      task === null || task.stop !== null || task.endedAt !== null
        ? null
        : { ...task, stop: { by: operation.by, at: operation.at } },
    );
    await office.engine.stop(id);
  }
  return [];
}

function startsTask(intent: Intent): boolean {
  return intent.kind !== 'decide' && intent.kind !== 'stop';
}

async function nextTask(office: Office): Promise<TaskId> {
  let number = 0;
  await office.store.installation.update('installation', (value) => {
    if (value === null) throw new PatchbayError('PB899', { cause: 'the installation is not known' });
    number = value.nextTask;
    return { ...value, nextTask: number + 1 };
  });
  return String(number) as TaskId;
}

function taskOf(office: Office, operation: Operation): Task {
  const { intent } = operation;
  const kind = kindOf(intent);
  const plan = intent.kind === 'run' ? intent.plan : null;
  const groupId = intent.kind === 'run' || intent.kind === 'start' ? intent.groupId : null;
  const id = operation.taskId ?? ('0' as TaskId);
  return {
    id,
    kind,
    name: TASK_NAMES[kind],
    groupId,
    computers: targetsOf(office, intent),
    createdBy: operation.by,
    createdAt: operation.at,
    operation: operation.id,
    endedAt: null,
    status: 'Scheduled',
    stop: null,
    plan,
    stack: plan === null ? null : stackOf(plan, `${groupId} task ${id}`),
    approvals: intent.kind === 'approve-updates' ? intent.approvals : [],
    conversation: operation.conversation,
    summary: null,
  };
}

function kindOf(intent: Intent): TaskKind {
  return intent.kind === 'start' ? intent.task : intent.kind === 'run' ? 'run' : 'approve-updates';
}

function targetsOf(office: Office, intent: Intent): readonly ComputerId[] {
  if (intent.kind === 'run') return intent.plan.rows.map((row) => row.computerId);
  if (intent.kind === 'start' && intent.task !== 'sync') return intent.computers;
  return [office.wsusComputer];
}

async function startTask(office: Office, task: Task): Promise<void> {
  const stored = (await office.store.tasks.update(task.id, (value) => value ?? task))?.value ?? task;
  const { conversation, createdBy } = stored;
  const root = `task-${stored.id}`;
  await office.conversation.show({
    id: root,
    subject: { kind: 'task', taskId: stored.id },
    conversation,
    person: createdBy,
  });
  await office.conversation.show({
    id: `${root}-detail`,
    subject: { kind: 'task-detail', taskId: stored.id },
    conversation,
    person: createdBy,
    threadOf: root,
  });
  await office.engine.begin(stored);
}

/** The id of an operation that already ran under this card. */
export function secondClick(): (operation: Operation) => void {
  return (operation) => {
    throw new PatchbayError('PB303', { as: describe(operation), by: `@${operation.by}` });
  };
}
