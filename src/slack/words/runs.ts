import { parsePersonId } from '../../domain/ids.js';
import type { Notice } from '../../domain/notice.js';
import type { CanaryReport } from '../../domain/rollout.js';
import type { Status } from '../../domain/target.js';
import type { Task } from '../../domain/task.js';
import type { TaskView } from '../../domain/views.js';
import { channel, code, count, join, list, type Mrkdwn, mrkdwn, person, safe } from '../text.js';

/** Words of runs: what they wait for, and how they end. */

/** `Canary computers: 2 of 2 succeeded. 10 computers wait.` */
export function canariesText(report: CanaryReport): Mrkdwn {
  return mrkdwn`${canaryCounts(report)} ${waitingText(report.waiting)}`;
}

function canaryCounts({ canaries, succeeded, failed }: CanaryReport): Mrkdwn {
  const bad = failed === 0 ? mrkdwn`` : mrkdwn`, ${failed} failed`;
  return mrkdwn`*Canary computers:* ${succeeded} of ${canaries} succeeded${bad}.`;
}

function waitingText(waiting: number): Mrkdwn {
  return waiting === 1 ? mrkdwn`1 computer waits.` : mrkdwn`${waiting} computers wait.`;
}

export function confirmContinueText({ canaries, failed, waiting }: CanaryReport): Mrkdwn {
  const others = waiting === 1 ? mrkdwn`1 computer follows` : mrkdwn`${waiting} computers follow`;
  const all = canaries === 1 ? mrkdwn`The canary computer` : mrkdwn`All ${canaries} canary computers`;
  if (failed === 0) return mrkdwn`${all} ended well. ${others}.`;
  return mrkdwn`${failed} of ${count(canaries, 'canary computer')} failed: the card says why. The same may happen to the others. ${others} all the same.`;
}

/** @param task as it stands now: what was said while the others waited is not so any more when they follow */
export function canariesEndedText(
  { taskId, report, mention }: Extract<Notice, { about: 'canaries-ended' }>,
  task: TaskView | null,
): Mrkdwn {
  const what = mrkdwn`${person(mention)} Task ${safe(taskId)}${forGroup(task?.groupName ?? null)}:`;
  const over = task === null ? null : sinceCanaries(task);
  if (over !== null) return mrkdwn`${what} ${canaryCounts(report)} ${over}`;
  const step =
    report.failed === 0 ? mrkdwn`Continue or stop.` : mrkdwn`Look at what failed before you continue or stop.`;
  return mrkdwn`${what} ${canariesText(report)} ${step}`;
}

/** What became of the wait for a person; null while it goes on. */
function sinceCanaries({ task }: TaskView): Mrkdwn | null {
  if (task.rollout?.continued)
    return mrkdwn`${person(task.rollout.continued.by)} continued: the other computers follow.`;
  if (task.stop === null && task.endedAt === null) return null;
  return mrkdwn`The task was stopped: the other computers do not follow.`;
}

function forGroup(name: string | null): Mrkdwn {
  return name === null ? mrkdwn`` : mrkdwn` for ${safe(name, 60)}`;
}

export function continuedText(waiting: number): Mrkdwn {
  return waiting === 1 ? mrkdwn`The other computer follows now.` : mrkdwn`The other ${waiting} computers follow now.`;
}

const ENDS: Readonly<Record<Status, string>> = {
  Scheduled: 'has not begun',
  'In Progress': 'goes on',
  Succeeded: 'succeeded',
  Failed: 'failed',
  Stopped: 'was stopped',
};

/** @param task as it stands now: it knows how the group is called */
export function taskEndedText(notice: Extract<Notice, { about: 'task-ended' }>, task: TaskView | null): Mrkdwn {
  const { taskId, name, groupId, status, summary, mention } = notice;
  const group = forGroup(task?.groupName ?? groupId);
  const what = mrkdwn`${person(mention)} Task ${safe(taskId)}, ${safe(name, 100)}${group}, ${safe(ENDS[status])}`;
  const said = summary === '' ? mrkdwn`${what}.` : mrkdwn`${what}: ${safe(summary, 600)}.`;
  return join([said, whereReasonsAre(task)], ' ');
}

/** Of one target the summary is the reason. */
function whereReasonsAre(task: TaskView | null): Mrkdwn {
  const failed = task?.targets.filter((target) => target.status === 'Failed').length ?? 0;
  if (failed === 0 || task === null) return mrkdwn``;
  if (task.targets.length === 1) return mrkdwn`Its log shows every step.`;
  return mrkdwn`The reasons are on the task’s card; the log of a computer shows every step.`;
}

export function closedPlaceText(): Mrkdwn {
  return mrkdwn`I can no longer write where this belongs, so I tell you here.`;
}

export function stopConfirmText(running: number, waiting: number): Mrkdwn {
  const now = running === 1 ? mrkdwn`1 computer ends` : mrkdwn`${running} computers end`;
  const later = waiting === 0 ? mrkdwn`` : mrkdwn` ${count(waiting, 'computer')} will not begin.`;
  return mrkdwn`No further update or restart starts.${later} ${now} what runs there now; nothing is taken back.`;
}

export function stopEverythingText({
  tasks,
  computers,
}: {
  readonly tasks: number;
  readonly computers: number;
}): Mrkdwn {
  const known = mrkdwn`${count(tasks, 'task')} at work on ${count(computers, 'computer')}, as far as they are yours to stop`;
  // A task that has just been started is not at work yet.
  const what = tasks === 0 ? mrkdwn`All that is at work and yours to stop` : known;
  return mrkdwn`${what}: no further update or restart starts. What runs on a computer now ends by itself; nothing is taken back.`;
}

/** The answer to a stop: what was stopped, what runs on, and what nobody can reach. */
export function stoppedText(stop: {
  readonly tasks: readonly string[];
  readonly stillRunning: number;
  readonly lost: readonly string[];
  readonly others: readonly string[];
}): Mrkdwn {
  const names = (ids: readonly string[]) =>
    list(
      ids.map((id) => safe(id, 70)),
      10,
    );
  const what = stop.tasks.length === 1 ? mrkdwn`Stopped task` : mrkdwn`Stopped tasks`;
  const rest =
    stop.stillRunning === 0
      ? mrkdwn`No computer is still at work.`
      : mrkdwn`${count(stop.stillRunning, 'computer')} will end what runs there now.`;
  const lost =
    stop.lost.length === 0
      ? mrkdwn``
      : mrkdwn`I lost sight of the jobs on ${names(stop.lost)}: what runs there may go on, and a stop may not reach it. Look at these computers.`;
  const others = stop.others.length === 0 ? mrkdwn`` : mrkdwn`Not yours to stop, so they go on: ${names(stop.others)}.`;
  return join([mrkdwn`${what} ${names(stop.tasks)}: nothing further starts.`, rest, lost, others], ' ');
}

export function fileSentText(name: string): Mrkdwn {
  return mrkdwn`I sent ${code(name, 120)} to our direct messages.`;
}

/** @param place a channel's id, or a person's for their direct messages */
export function startedText(task: Task, place: string): Mrkdwn {
  const where = parsePersonId(place) === null ? channel(place) : mrkdwn`your direct messages with me`;
  return mrkdwn`Task ${safe(task.id)}, ${safe(task.name, 100)}, has started. Its card is in ${where}.`;
}
