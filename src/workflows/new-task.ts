import type { ComputerId, TaskId } from '../domain/ids.js';
import type { Intent, Operation } from '../domain/operation.js';
import type { Plan } from '../domain/plan.js';
import { stackOf } from '../domain/planning.js';
import type { TaskRollout } from '../domain/rollout.js';
import { TASK_NAMES, type Task, type TaskKind } from '../domain/task.js';
import type { Office } from './office.js';

export async function startTask(office: Office, task: Task): Promise<void> {
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

export function taskOf(office: Office, operation: Operation): Task {
  const { intent } = operation;
  const kind = kindOf(intent);
  const plan = intent.kind === 'run' ? intent.plan : null;
  const groupId = intent.kind === 'run' || intent.kind === 'start' ? intent.groupId : null;
  const id = operation.taskId ?? ('0' as TaskId);
  return {
    id,
    kind,
    name: nameOf(intent, kind),
    groupId,
    computers: targetsOf(office, intent),
    createdBy: operation.by,
    createdAt: operation.at,
    operation: operation.id,
    endedAt: null,
    status: 'Scheduled',
    stop: null,
    rollout: plan === null ? null : rolloutOf(plan),
    plan,
    stack: plan === null ? null : stackOf(plan, `${groupId} task ${id}`),
    approvals: intent.kind === 'approve-updates' ? intent.approvals : [],
    until: intent.kind === 'run' ? intent.until : null,
    opening: intent.kind === 'run' ? intent.opening : null,
    conversation: operation.conversation,
    summary: null,
  };
}

function rolloutOf({ options, canaries, last }: Plan): TaskRollout {
  const { mode, atOnce, stopAfterFailures } = options;
  return { mode, canaries, last, atOnce, stopAfterFailures, continued: null };
}

function kindOf(intent: Intent): TaskKind {
  return intent.kind === 'start' ? intent.task : intent.kind === 'run' ? 'run' : 'approve-updates';
}

/** What is done on WSUS has a name each. */
function nameOf(intent: Intent, kind: TaskKind): string {
  const action = intent.kind === 'approve-updates' ? intent.approvals[0]?.action : undefined;
  if (intent.kind === 'run' && intent.plan.options.action === 'uninstall') return 'Uninstall patches';
  if (intent.kind === 'run' && intent.plan.options.stack !== null)
    return `Software stack: ${intent.plan.options.stack.name}`;
  if (action === 'decline') return 'Decline patches on WSUS';
  if (action === 'uninstall') return 'Approve patches to be uninstalled on WSUS';
  return action === 'not-approved' ? 'Take approvals back on WSUS' : TASK_NAMES[kind];
}

function targetsOf(office: Office, intent: Intent): readonly ComputerId[] {
  if (intent.kind === 'run') return intent.plan.rows.map((row) => row.computerId);
  if (intent.kind === 'start' && intent.task !== 'sync') return intent.computers;
  return [office.wsusComputer];
}
