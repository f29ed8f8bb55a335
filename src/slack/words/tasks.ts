import { explainFault } from '../../domain/faults.js';
import type { RestartWait } from '../../domain/restart-wait.js';
import { isEnded, type Status, type TargetRecord } from '../../domain/target.js';
import type { TaskView } from '../../domain/views.js';
import { bold, clean, code, count, join, list, type Mrkdwn, moment, mrkdwn, person, safe } from '../text.js';

/** Words of tasks: their card, their targets, and lists of them. */

const ORDER: readonly Status[] = ['Failed', 'Stopped', 'In Progress', 'Scheduled', 'Succeeded'];

export const TASKS_HEAD = 'Tasks';

/** `14 tasks, 2 running.` */
export function tasksSummary(tasks: number, running: number): Mrkdwn {
  if (tasks === 0) return mrkdwn`There is no task yet.`;
  return mrkdwn`${count(tasks, 'task')}, ${running} running.`;
}

export function taskLine(view: TaskView): Mrkdwn {
  const { createdBy, createdAt } = view.task;
  const ended = view.targets.filter((target) => isEnded(target.status)).length;
  const targets = isSingle(view) ? mrkdwn`` : mrkdwn`${ended} of ${count(view.targets.length, 'target')}`;
  return mrkdwn`• ${join([taskSummary(view), targets, mrkdwn`by ${person(createdBy)} ${moment(createdAt)}`], ', ')}`;
}

/** Where there is only one target, or none yet, its status is the task's: it is not said twice. */
function isSingle({ targets }: TaskView): boolean {
  return targets.length <= 1;
}

export function taskHead({ task, groupName }: TaskView): string {
  return groupName === null ? task.name : `${task.name} · ${groupName}`;
}

/** One sentence that suffices without the card. */
export function taskSummary(view: TaskView): Mrkdwn {
  const group = view.groupName === null ? mrkdwn`` : mrkdwn` for ${safe(view.groupName, 100)}`;
  return mrkdwn`Task ${safe(view.task.id)}, ${safe(view.task.name, 100)}${group}: ${safe(view.status)}`;
}

export function failedNames(targets: readonly TargetRecord[]): Mrkdwn {
  const failed = targets.filter((target) => target.failure !== null).map((target) => code(target.computerId));
  return failed.length === 0 ? mrkdwn`` : mrkdwn`Failed: ${list(failed, 5)}`;
}

export function standingText({ task, status }: TaskView): Mrkdwn {
  const isStopping = task.stop !== null && !isEnded(status);
  const note = isStopping ? mrkdwn` (stop asked for: nothing further starts)` : mrkdwn``;
  return mrkdwn`*Status:* ${safe(status)}${note} · task ${safe(task.id)}`;
}

/** `Targets: 3 of 5 ended: 1 Failed, 2 Succeeded, 2 Scheduled`; a single one is named, WSUS itself is not. */
export function targetsText(view: TaskView): Mrkdwn {
  const { targets, task } = view;
  const [only] = targets;
  if (only === undefined) return mrkdwn``;
  if (isSingle(view)) return isOnWsus(task) ? mrkdwn`` : mrkdwn`*Target:* ${code(only.computerId)}`;
  const counts = ORDER.map((status) => ({
    status,
    number: targets.filter((target) => target.status === status).length,
  })).filter(({ number }) => number > 0);
  const ended = targets.filter((target) => isEnded(target.status)).length;
  const words = counts.map(({ status, number }) => mrkdwn`${number} ${safe(status)}`);
  return mrkdwn`*Targets:* ${ended} of ${targets.length} ended: ${join(words, ', ')}`;
}

function isOnWsus({ kind }: TaskView['task']): boolean {
  return kind === 'sync' || kind === 'approve-updates';
}

export function subtasksText(view: TaskView): Mrkdwn {
  return join(
    view.subtasks.map(({ name, status, done, total }) => {
      const how = isSingle(view) ? mrkdwn`` : mrkdwn`, ${done} of ${count(total, 'target')} done`;
      return mrkdwn`• ${code(name)} ${safe(status)}${how}`;
    }),
    '\n',
  );
}

/** What the task has brought. */
export function resultText(view: TaskView): Mrkdwn {
  const { task, sync, compliant } = view;
  const parts: Mrkdwn[] = [];
  // What a sync brought is said in full below.
  // Of many targets the line above counts them already, and a failure is told in a line of its own.
  const isTold = !isSingle(view) || view.targets.some((target) => target.failure !== null);
  if (task.summary !== null && sync === null && !isTold) parts.push(safe(task.summary, 600));
  if (sync !== null) {
    const { newUpdates, revisedUpdates, expiredUpdates } = sync;
    parts.push(mrkdwn`WSUS brought ${newUpdates} new, ${revisedUpdates} revised and ${expiredUpdates} expired patches`);
  }
  // While it runs nothing is known yet.
  if (compliant !== null && isEnded(view.status)) parts.push(compliantText(compliant.yes, compliant.of));
  return join(parts, '\n');
}

/** `Not compliant: 0/2 computers are compliant`, as the module says it. */
export function compliantText(yes: number, of: number): Mrkdwn {
  const word = of > 0 && yes === of ? mrkdwn`Compliant` : mrkdwn`Not compliant`;
  return mrkdwn`${bold(word)}: ${yes}/${of} ${of === 1 ? mrkdwn`computer is` : mrkdwn`computers are`} compliant`;
}

/** How far a run's patches are, over all computers. */
export function patchesText({ targets, task }: TaskView): Mrkdwn {
  const total = (pick: (target: TargetRecord) => number) => targets.reduce((sum, target) => sum + pick(target), 0);
  const planned = total((target) => target.counts.planned);
  if (planned === 0) return mrkdwn``;
  const failed = total((target) => target.counts.failed);
  if (task.rollout?.mode === 'distribute') {
    const here = total((target) => target.counts.downloaded);
    return mrkdwn`*Patches:* ${here} of ${planned} downloaded, ${failed} failed; nothing was installed`;
  }
  const waiting = total((target) => target.counts.restartPending);
  const done = total((target) => target.counts.implemented);
  return mrkdwn`*Patches:* ${done} of ${planned} Implemented, ${waiting} waiting for a restart, ${failed} failed`;
}

const MOST_AT_WORK = 5;

/** A few of those that are at work, with how far they are. */
export function atWorkText(targets: readonly TargetRecord[]): Mrkdwn {
  const busy = targets.filter((target) => target.status === 'In Progress' && target.restartWait === null);
  if (busy.length === 0) return mrkdwn``;
  const lines = busy.map((target) => mrkdwn`${code(target.computerId)} ${safe(standingOf(target), 80)}`);
  return mrkdwn`*At work:* ${list(lines, MOST_AT_WORK)}`;
}

/** Computers on which everything is installed but for the restart, and what that waits for. */
export function restartsWaitText(targets: readonly TargetRecord[]): Mrkdwn {
  const waits = new Map<string, { readonly wait: RestartWait; readonly names: Mrkdwn[] }>();
  for (const { restartWait: wait, computerId } of targets) {
    if (wait === null) continue;
    const key = JSON.stringify(wait);
    const known = waits.get(key) ?? { wait, names: [] };
    known.names.push(code(computerId));
    waits.set(key, known);
  }
  const lines = [...waits.values()].map(
    ({ wait, names }) =>
      mrkdwn`${count(names.length, 'restart waits', 'restarts wait')} ${waitsFor(wait)}: ${list(names, MOST_AT_WORK)}`,
  );
  return lines.length === 0 ? mrkdwn`` : mrkdwn`*Installed, not restarted:* ${join(lines, '; ')}`;
}

/** `until the freeze ends 25 Dec 18:00 (year end)` */
export function waitsFor(wait: RestartWait): Mrkdwn {
  if (wait.for === 'doubt')
    return mrkdwn`since it cannot be read whether there is a freeze: an administrator must look`;
  if (wait.for === 'users') return mrkdwn`for who is logged on, until ${moment(wait.until)} at the latest`;
  if (wait.for === 'set')
    return mrkdwn`until ${code(wait.computer)} is back in service, as ${safe(wait.set, 120)} never restart together`;
  if (wait.for === 'window') return mrkdwn`for the maintenance window that opens ${moment(wait.until)}`;
  return mrkdwn`until the freeze ends ${moment(wait.until)} (${safe(wait.reason, 120)})`;
}

/** Where a target is: `installing 2 of 5`. */
export function standingOf({ message, progress, status }: TargetRecord): string {
  if (progress === null || status !== 'In Progress' || progress.total === 0) return message;
  const what = progress.phase === 'download' ? 'downloading' : message === '' ? progress.phase : message;
  return `${what} ${Math.min(progress.done + 1, progress.total)} of ${progress.total}`;
}

export function whoAndWhen({ task }: TaskView): Mrkdwn {
  const started = mrkdwn`Started by ${person(task.createdBy)} ${moment(task.createdAt)}`;
  const ended = task.endedAt === null ? mrkdwn`` : mrkdwn`ended ${moment(task.endedAt)}`;
  return join([started, stopText(task.stop), ended], ' · ');
}

function stopText(stop: TaskView['task']['stop']): Mrkdwn {
  if (stop === null) return mrkdwn``;
  if (stop.by !== 'system') return mrkdwn`stopped by ${person(stop.by)} ${moment(stop.at)}`;
  return mrkdwn`nothing further started from ${moment(stop.at)}: ${safe(stop.reason ?? '', 200)}`;
}

// Targets.

export const TARGETS_HEAD = ['Target', 'Status', 'Log', 'Message'] as const;
export const NO_TARGETS = mrkdwn`This task has no targets.`;

export function moreTargets(rest: number): Mrkdwn {
  return mrkdwn`and ${count(rest, 'more target')}, none worse than those above.`;
}

export function howToRead(command: string, log: string): Mrkdwn {
  return mrkdwn`To read a workflow execution log, for example: ${code(`${command} log ${log}`)}`;
}

export function targetsTitle({ task }: TaskView): string {
  return clean(`Targets of task ${task.id}, ${task.name}`, 150);
}

export function targetMessage(target: TargetRecord): string {
  return target.failure === null ? standingOf(target) : `${target.failure.code}: ${target.message}`;
}

// Failures.

/** Stands for the computer where several failed for the same reason. */
export const ANY_COMPUTER = 'the computer';

/**
 * `38 × The computer does not answer. …: a, b and 36 more`; one alone: `a failed: The computer does not answer. …`
 * @param reason of them all, without a computer's name
 */
export function failuresText(targets: readonly [TargetRecord, ...TargetRecord[]], reason: string, command: string) {
  const [first] = targets;
  const log = code(`${command} log ${first.logId}`);
  const why = join([safe(reason, 280), safe(retryWhen(targets))], ' ');
  if (targets.length === 1) {
    return mrkdwn`• ${code(first.computerId)} failed: ${why} Log: ${log}`;
  }
  const names = list(
    targets.map((target) => code(target.computerId)),
    3,
  );
  return mrkdwn`• *${targets.length} ×* ${why} ${names}. Log of the first: ${log}`;
}

/** Where a computer could not be asked for now; nothing of that is the fault of a patch. */
function retryWhen(targets: readonly [TargetRecord, ...TargetRecord[]]): string {
  const [{ failure }] = targets;
  const fault = failure === null ? null : explainFault(failure);
  if (fault === null || !fault.retry) return '';
  const isClean = targets.every(({ counts }) => counts.planned > 0 && counts.failed === 0);
  const retry = fault.kind === 'waiting' ? 'retry when it answers' : 'retry later';
  return isClean
    ? `Nothing is known against its patches: ${retry}.`
    : `${retry.charAt(0).toUpperCase()}${retry.slice(1)}.`;
}

// Questions before something is stopped or continued.

export const STOP = { title: 'Stop this task?', yes: 'Stop it' } as const;
export const STOP_EVERYTHING = { title: 'Stop every task?', yes: 'Stop everything' } as const;
export const CONTINUE_TITLE = 'Continue with the others?';
export const CONTINUE_ANYWAY_TITLE = 'Continue although canary computers failed?';
