import { parsePersonId } from '../../domain/ids.js';
import type { Notice } from '../../domain/notice.js';
import type { Plan, PlanRow } from '../../domain/plan.js';
import type { CanaryReport, RunMode, RunOptions } from '../../domain/rollout.js';
import type { Status } from '../../domain/target.js';
import type { Task } from '../../domain/task.js';
import { channel, code, count, join, list, type Mrkdwn, mrkdwn, person, safe, upTo } from '../text.js';

/** Words of runs: their plan, what they wait for, and how they end. */

export const MODE_WORDS: Readonly<Record<RunMode, string>> = {
  install: 'Install; what is missing is downloaded first',
  distribute: 'Only download; nothing is installed',
  both: 'Download everything first, then install',
};

export const MODE_HINTS: Readonly<Record<RunMode, string>> = {
  install: 'update by update',
  distribute: 'no restart; install later, without waiting for downloads',
  both: 'installs begin when all files are there',
};

const POLICY: Readonly<Record<Plan['restart'], string>> = {
  never: 'no computer is restarted; what needs a restart waits for it',
  'if-required': 'a computer restarts only where its updates ask for it',
  always: 'every computer restarts after its updates',
};

export const RESTART_CHOICES: Readonly<Record<RunOptions['restart'], string>> = {
  group: 'As the group has it',
  never: 'Never this time',
};

const RESTART: Readonly<Record<PlanRow['restart'], string>> = {
  no: 'no restart',
  maybe: 'may restart',
  yes: 'will restart',
};

/** How the plan is carried out: what is done, in which order, and when it stops by itself. */
export function wayText({ options, restart, canaries, rows }: Plan): Mrkdwn {
  const { mode, atOnce, stopAfterFailures } = options;
  const what = mode === 'distribute' ? mrkdwn`` : mrkdwn` ${sentence(POLICY[restart])}`;
  const first = canaries.length === 0 || canaries.length === rows.length ? mrkdwn`` : mrkdwn` ${canaryWay(canaries)}`;
  const most = atOnce === null ? mrkdwn`` : mrkdwn` At most ${count(atOnce, 'computer')} at once.`;
  const limit =
    stopAfterFailures === null
      ? mrkdwn``
      : mrkdwn` After ${count(stopAfterFailures, 'failed computer')} nothing further starts.`;
  return mrkdwn`*How:* ${sentence(MODE_WORDS[mode])}${what}${first}${most}${limit}`;
}

function sentence(text: string): Mrkdwn {
  return mrkdwn`${safe(`${text.charAt(0).toUpperCase()}${text.slice(1)}`)}.`;
}

function canaryWay(canaries: readonly string[]): Mrkdwn {
  const names = list(
    canaries.map((id) => code(id)),
    4,
  );
  return mrkdwn`${names} first, as canary ${canaries.length === 1 ? mrkdwn`computer` : mrkdwn`computers`}; the others wait for Continue.`;
}

/** The counts that the card shows and the confirmation repeats. */
export function planCounts(plan: Plan): Mrkdwn {
  const updates = plan.rows.reduce((sum, row) => sum + row.updates.length, 0);
  const bytes = plan.rows.reduce((sum, row) => sum + row.sizeBytes, 0);
  const restarting = (kind: PlanRow['restart']) => plan.rows.filter((row) => row.restart === kind).length;
  const what = plan.options.mode === 'distribute' ? count(updates, 'download') : count(updates, 'install');
  const restarts =
    plan.restart === 'never'
      ? mrkdwn`None will restart.`
      : mrkdwn`${restarting('yes')} will restart, ${restarting('maybe')} may.`;
  const size = bytes === 0 ? mrkdwn`all downloaded already` : mrkdwn`${upTo(bytes)} in all`;
  return mrkdwn`${what} on ${count(plan.rows.length, 'computer')}, ${size}. ${restarts} ${blockedCount(plan)}`;
}

export function blockedCount(plan: Plan): Mrkdwn {
  return plan.blocked.length === 0 ? mrkdwn`Nobody is blocked.` : mrkdwn`${plan.blocked.length} blocked.`;
}

export function confirmRunText(plan: Plan): Mrkdwn {
  const canaries =
    plan.canaries.length === 0 || plan.canaries.length === plan.rows.length ? null : plan.canaries.length;
  const first = canaries === null ? mrkdwn`` : mrkdwn` ${count(canaries, 'canary computer')} first.`;
  return mrkdwn`${planCounts(plan)}${first}`;
}

/** What Failed before and is planned again. */
export function againText({ again }: Plan): Mrkdwn {
  const updates = again.reduce((sum, share) => sum + share.updates.length, 0);
  const names = list(
    again.map((share) => code(share.computerId)),
    4,
  );
  return mrkdwn`*Approve again first:* ${count(updates, 'update')} failed before, on ${names}. An approver can do that here.`;
}

export function confirmAgainText({ again }: Plan): Mrkdwn {
  const updates = again.reduce((sum, share) => sum + share.updates.length, 0);
  return mrkdwn`${count(updates, 'update')} that failed on ${count(again.length, 'computer')} will count as approved once more.`;
}

/** One computer, or many that get the same: `12 computers (a, b, c and 9 more)`. */
export function planGroupLine(rows: readonly PlanRow[], part: string, number: number): Mrkdwn {
  const [first] = rows;
  if (first === undefined) return mrkdwn``;
  const names = list(
    rows.map((row) => code(row.computerId)),
    3,
  );
  const who = rows.length <= 3 ? names : mrkdwn`${count(rows.length, 'computer')} (${names})`;
  const updates = list(
    first.updates.map((update) => safe(update.kbs[0] === undefined ? update.title : `KB${update.kbs[0]}`, 40)),
    4,
  );
  const most = Math.max(...rows.map((row) => row.sizeBytes));
  const size = most === 0 ? mrkdwn`downloaded already` : rows.length === 1 ? upTo(most) : mrkdwn`${upTo(most)} each`;
  const role = part === '' ? mrkdwn`` : mrkdwn` ${safe(part)}`;
  return mrkdwn`${number}. ${who}${role}: ${count(first.updates.length, 'update')} (${updates}), ${size}, ${safe(RESTART[first.restart])}`;
}

/** `Canary computers: 2 of 2 succeeded. 10 computers wait.` */
export function canariesText({ canaries, succeeded, failed, waiting }: CanaryReport): Mrkdwn {
  const bad = failed === 0 ? mrkdwn`` : mrkdwn`, ${failed} failed`;
  return mrkdwn`*Canary computers:* ${succeeded} of ${canaries} succeeded${bad}. ${waitingText(waiting)}`;
}

function waitingText(waiting: number): Mrkdwn {
  return waiting === 1 ? mrkdwn`1 computer waits.` : mrkdwn`${waiting} computers wait.`;
}

export function confirmContinueText({ canaries, failed, waiting }: CanaryReport): Mrkdwn {
  const others = waiting === 1 ? mrkdwn`1 computer follows` : mrkdwn`${waiting} computers follow`;
  if (failed === 0) return mrkdwn`All ${count(canaries, 'canary computer')} ended well. ${others}.`;
  return mrkdwn`${failed} of ${count(canaries, 'canary computer')} FAILED: the card says why. The same may happen to the others. ${others} all the same.`;
}

export function canariesEndedText({ taskId, report, mention }: Extract<Notice, { about: 'canaries-ended' }>): Mrkdwn {
  const step =
    report.failed === 0
      ? mrkdwn`Continue or stop on the card of task ${safe(taskId)}.`
      : mrkdwn`Look at what failed before you continue or stop on the card of task ${safe(taskId)}.`;
  return mrkdwn`${person(mention)} ${canariesText(report)} ${step}`;
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

export function taskEndedText(notice: Extract<Notice, { about: 'task-ended' }>): Mrkdwn {
  const { taskId, name, groupId, status, summary, mention } = notice;
  const group = groupId === null ? mrkdwn`` : mrkdwn` for ${safe(groupId, 60)}`;
  const what = mrkdwn`${person(mention)} Task ${safe(taskId)}, ${safe(name, 100)}${group}, ${safe(ENDS[status])}`;
  return summary === '' ? mrkdwn`${what}.` : mrkdwn`${what}: ${safe(summary, 600)}.`;
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
  const what = mrkdwn`${count(tasks, 'task')} at work on ${count(computers, 'computer')}, as far as they are yours to stop`;
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

export function plannedAnewText(): Mrkdwn {
  return mrkdwn`The card shows the plan as you chose it. Nothing has started: look at it, then run.`;
}

export function fileSentText(name: string): Mrkdwn {
  return mrkdwn`I sent ${code(name, 120)} to our direct messages.`;
}

/** @param place a channel's id, or a person's for their direct messages */
export function startedText(task: Task, place: string): Mrkdwn {
  const where = parsePersonId(place) === null ? channel(place) : mrkdwn`your direct messages with me`;
  return mrkdwn`Task ${safe(task.id)}, ${safe(task.name, 100)}, has started. Its card is in ${where}.`;
}
