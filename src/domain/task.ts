import type { ComputerId, GroupId, Instant, OperationId, PersonId, TaskId } from './ids.js';
import type { Plan, SoftwareStack } from './plan.js';
import type { RunAction, RunMode, TaskRollout } from './rollout.js';
import type { ApprovalOrder, Status, TargetRecord, Work } from './target.js';
import { isEnded } from './target.js';
import type { Opening } from './window.js';

export type TaskKind = Work['kind'];

/** What a person started: the targets' records say how it stands. */
export interface Task {
  readonly id: TaskId;
  readonly kind: TaskKind;
  readonly name: string;
  readonly groupId: GroupId | null;
  readonly computers: readonly ComputerId[];
  readonly createdBy: PersonId;
  readonly createdAt: Instant;
  readonly operation: OperationId;
  readonly endedAt: Instant | null;
  readonly status: Status;
  readonly stop: Stop | null;
  /** A stop is brought to those of its jobs that were lost sight of, for as long as they may run. */
  readonly stopsLost?: true;
  /** For a run: how it goes about its computers. */
  readonly rollout: TaskRollout | null;
  readonly plan: Plan | null;
  readonly stack: SoftwareStack | null;
  readonly approvals: readonly ApprovalOrder[];
  /** For a run: no install or restart starts that could not end by then. Null: no such limit. */
  readonly until: Instant | null;
  /** The opening of a window that began it, for what was Scheduled; null where a person began it. */
  readonly opening: Opening | null;
  /** Where its card lies: a channel id, or a person's id for a direct message. */
  readonly conversation: string;
  /** One sentence, when it has ended. */
  readonly summary: string | null;
}

/**
 * Since when nothing further starts. A person's stop reaches what is under way, too; the system's lets it end by itself.
 */
export interface Stop {
  readonly by: PersonId | 'system';
  readonly at: Instant;
  /** Why, in plain words; null where a person stopped it. */
  readonly reason: string | null;
}

/** Names of the tasks on screen, as in the module where it has one. */
export const TASK_NAMES: Readonly<Record<TaskKind, string>> = {
  sync: 'Synchronize WSUS',
  'approve-updates': 'Approve patches on WSUS',
  'scan-and-check': 'Compliance Scan and Check',
  check: 'Compliance Check',
  run: 'Install recommended patches',
};

export interface Subtask {
  readonly name: string;
  readonly status: Status;
  readonly done: number;
  readonly total: number;
}

interface Step {
  readonly name: string;
  readonly legs: readonly string[];
}

const DISTRIBUTE: Step = { name: 'Distribute', legs: ['facts', 'distribute'] };

const SUBTASKS: Readonly<Record<TaskKind, readonly Step[]>> = {
  sync: [
    { name: 'WSUS_Synchronize', legs: ['wsus-sync'] },
    { name: 'WSUS_Import', legs: ['wsus-health', 'wsus-list'] },
  ],
  'approve-updates': [
    { name: 'WSUS_Approve', legs: ['wsus-approve'] },
    { name: 'WSUS_Import', legs: ['wsus-list'] },
  ],
  'scan-and-check': [
    { name: 'Discovery_OnDevice', legs: ['facts', 'scan'] },
    { name: 'Compliance_Validation', legs: ['validate'] },
  ],
  check: [{ name: 'Compliance_Validation', legs: ['validate'] }],
  run: [
    { name: 'MS_WUA_Install_Updates', legs: ['facts', 'hook-before', 'install'] },
    { name: 'Restart', legs: ['users', 'notice', 'hook-restart', 'restart', 'await-boot', 'settle'] },
    { name: 'MS_WUA_Scan', legs: ['verify-scan'] },
    { name: 'Compliance_Validation', legs: ['validate', 'hook-after'] },
  ],
};

const UNINSTALL: readonly Step[] = [
  { name: 'MS_WUA_Uninstall_Updates', legs: ['facts', 'hook-before', 'uninstall'] },
  ...SUBTASKS.run.slice(1),
];

/** A run that downloads first has a step for it, and one that only downloads has no other. */
function stepsOf(kind: TaskKind, mode: RunMode, action: RunAction): readonly Step[] {
  if (kind === 'run' && action === 'uninstall') return UNINSTALL;
  const steps = SUBTASKS[kind];
  if (kind !== 'run' || mode === 'install') return steps;
  if (mode === 'distribute') return [DISTRIBUTE];
  return [DISTRIBUTE, ...steps.map((step) => ({ ...step, legs: step.legs.filter((leg) => leg !== 'facts') }))];
}

/** Each subtask's status, derived from where the targets stand. */
export function subtasksOf(task: Task, targets: readonly TargetRecord[]): readonly Subtask[] {
  return stepsOf(task.kind, task.rollout?.mode ?? 'install', task.plan?.options.action ?? 'install').map(
    (step, index, steps) => {
      const past = (target: TargetRecord): boolean => stepOf(steps, target) > index || target.status === 'Succeeded';
      const done = targets.filter(past).length;
      const ended = targets.filter((target) => isEnded(target.status) || past(target)).length;
      const here = targets.filter((target) => !isEnded(target.status) && stepOf(steps, target) === index).length;
      const endedHere = (status: Status): boolean =>
        targets.some((target) => target.status === status && Math.max(stepOf(steps, target), 0) === index);
      return {
        name: step.name,
        done,
        total: targets.length,
        status: isNotBegun(task, targets)
          ? 'Scheduled'
          : subtaskStatus({ done, here, ended, endedHere, total: targets.length }),
      };
    },
  );
}

/** Its targets are not known before it begins. */
function isNotBegun(task: Task, targets: readonly TargetRecord[]): boolean {
  return task.endedAt === null && targets.length === 0;
}

function stepOf(steps: readonly Step[], target: TargetRecord): number {
  if (target.leg === null) return -1;
  return steps.findIndex((step) => step.legs.includes(target.leg ?? ''));
}

function subtaskStatus(seen: {
  done: number;
  here: number;
  ended: number;
  /** Whether a target ended in this subtask, in this way. */
  endedHere: (status: Status) => boolean;
  total: number;
}): Status {
  if (seen.here > 0 || (seen.done > 0 && seen.ended < seen.total)) return 'In Progress';
  if (seen.ended < seen.total) return 'Scheduled';
  if (seen.endedHere('Failed')) return 'Failed';
  return seen.done > 0 && !seen.endedHere('Stopped') ? 'Succeeded' : 'Stopped';
}

/** A task's status and whether it is over, from its targets. */
export function statusOfTask(task: Task, targets: readonly TargetRecord[]): Status {
  if (targets.length === 0 || targets.some((target) => !isEnded(target.status))) {
    return targets.some((target) => target.status !== 'Scheduled') ? 'In Progress' : 'Scheduled';
  }
  if (targets.some((target) => target.status === 'Failed')) return 'Failed';
  if (task.stop !== null || targets.some((target) => target.status === 'Stopped')) return 'Stopped';
  return 'Succeeded';
}
