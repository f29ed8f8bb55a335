import type { Status, TargetRecord } from '../../domain/target.js';
import { isEnded } from '../../domain/target.js';
import type { TaskView } from '../../domain/views.js';
import { buttons, type Card, card, context, header, lineSections, optionalSection, section } from '../blocks.js';
import { bold, code, count, join, list, type Mrkdwn, moment, mrkdwn, person, safe } from '../text.js';
import { canariesText } from '../words/runs.js';
import { taskButtons, waitsToContinue } from './next-steps.js';
import { standingOf } from './target-words.js';
import { failureGroupLine, failureGroups } from './task-failures.js';

const ORDER: readonly Status[] = ['Failed', 'Stopped', 'In Progress', 'Scheduled', 'Succeeded'];
const MOST_REASONS = 8;
const MOST_AT_WORK = 5;

/** A task's root message: edited in place while it runs. */
export function taskCard(view: TaskView, command: string): Card {
  const failures = failureGroups(view.targets);
  const canaries = waitsToContinue(view);
  return card(summary(view), [
    header(`${view.task.name}${view.groupName === null ? '' : ` · ${view.groupName}`}`),
    section(join([standing(view), targetCounts(view.targets)], '\n')),
    optionalSection(join(view.subtasks.map(subtaskLine), '\n')),
    canaries === null ? null : section(canariesText(canaries)),
    optionalSection(atWork(view.targets)),
    optionalSection(join([result(view), updateCounts(view)], '\n')),
    ...lineSections(failures, (group) => failureGroupLine(group, command), 3500, MOST_REASONS),
    context(whoAndWhen(view)),
    buttons(taskButtons(view)),
  ]);
}

/** One sentence that suffices without the card. */
export function taskSummary(view: TaskView): Mrkdwn {
  const group = view.groupName === null ? mrkdwn`` : mrkdwn` for ${safe(view.groupName, 100)}`;
  return mrkdwn`Task ${safe(view.task.id)}, ${safe(view.task.name, 100)}${group}: ${safe(view.status)}`;
}

function summary(view: TaskView): Mrkdwn {
  const waits = waitsToContinue(view);
  const failed = view.targets.filter((target) => target.failure !== null).map((target) => code(target.computerId));
  const parts = [
    taskSummary(view),
    targetCounts(view.targets),
    waits === null ? mrkdwn`` : canariesText(waits),
    result(view),
    failed.length === 0 ? mrkdwn`` : mrkdwn`Failed: ${list(failed, 5)}.`,
  ];
  return join(parts, '. ');
}

function standing(view: TaskView): Mrkdwn {
  const stopping = view.task.stop !== null && !isEnded(view.status);
  const note = stopping ? mrkdwn` (stop asked for: nothing further starts)` : mrkdwn``;
  return mrkdwn`*Status:* ${statusWord(view.status)}${note} · task ${safe(view.task.id)}`;
}

/** The status words are the module's, a closed list: nothing in them to escape. */
function statusWord(status: Status): Mrkdwn {
  return safe(status);
}

export function targetCounts(targets: readonly TargetRecord[]): Mrkdwn {
  if (targets.length === 0) return mrkdwn``;
  const counts = ORDER.map((status) => ({
    status,
    number: targets.filter((target) => target.status === status).length,
  })).filter(({ number }) => number > 0);
  const ended = targets.filter((target) => isEnded(target.status)).length;
  const words = counts.map(({ status, number }) => mrkdwn`${number} ${statusWord(status)}`);
  return mrkdwn`*Targets:* ${ended} of ${targets.length} ended: ${join(words, ', ')}`;
}

function subtaskLine(subtask: TaskView['subtasks'][number]): Mrkdwn {
  return mrkdwn`• ${code(subtask.name)} ${statusWord(subtask.status)}, ${subtask.done} of ${count(subtask.total, 'target')} done`;
}

function result(view: TaskView): Mrkdwn {
  const parts: Mrkdwn[] = [];
  // What a sync brought is said in full below.
  if (view.task.summary !== null && view.sync === null) parts.push(safe(view.task.summary, 600));
  if (view.sync !== null) {
    const { newUpdates, revisedUpdates, expiredUpdates } = view.sync;
    parts.push(mrkdwn`WSUS brought ${newUpdates} new, ${revisedUpdates} revised and ${expiredUpdates} expired updates`);
  }
  if (view.compliant !== null) {
    const { yes, of } = view.compliant;
    const word = yes === of ? mrkdwn`Compliant` : mrkdwn`Not compliant`;
    parts.push(mrkdwn`${bold(word)}: ${yes}/${of} computers are compliant`);
  }
  return join(parts, '\n');
}

function updateCounts({ targets, task }: TaskView): Mrkdwn {
  const isDistribution = task.rollout?.mode === 'distribute';
  const total = (pick: (target: TargetRecord) => number) => targets.reduce((sum, target) => sum + pick(target), 0);
  const planned = total((target) => target.counts.planned);
  if (planned === 0) return mrkdwn``;
  const failed = total((target) => target.counts.failed);
  const waiting = total((target) => target.counts.restartPending);
  const here = total((target) => target.counts.downloaded);
  const done = total((target) => target.counts.implemented);
  if (isDistribution)
    return mrkdwn`*Updates:* ${here} of ${planned} downloaded, ${failed} failed; nothing was installed`;
  return mrkdwn`*Updates:* ${done} of ${planned} Implemented, ${waiting} waiting for a restart, ${failed} failed`;
}

/** A few of those that are at work, with how far they are. */
function atWork(targets: readonly TargetRecord[]): Mrkdwn {
  const busy = targets.filter((target) => target.status === 'In Progress');
  if (busy.length === 0) return mrkdwn``;
  const lines = busy.map((target) => mrkdwn`${code(target.computerId)} ${safe(standingOf(target), 80)}`);
  return mrkdwn`*At work:* ${list(lines, MOST_AT_WORK)}`;
}

function whoAndWhen(view: TaskView): Mrkdwn {
  const { task } = view;
  return join(
    [
      mrkdwn`Started by ${person(task.createdBy)} ${moment(task.createdAt)}`,
      stopText(task.stop),
      task.endedAt === null ? mrkdwn`` : mrkdwn`ended ${moment(task.endedAt)}`,
    ],
    ' · ',
  );
}

function stopText(stop: TaskView['task']['stop']): Mrkdwn {
  if (stop === null) return mrkdwn``;
  if (stop.by !== 'system') return mrkdwn`stopped by ${person(stop.by)} ${moment(stop.at)}`;
  return mrkdwn`nothing further started from ${moment(stop.at)}: ${safe(stop.reason ?? '', 200)}`;
}
