import type { Notice } from '../../domain/notice.js';
import type { CanaryReport } from '../../domain/rollout.js';
import type { Status } from '../../domain/target.js';
import { count, join, type Mrkdwn, mrkdwn, person, safe } from '../text.js';

/** Words of runs: their plan, what they wait for, and how they end. */

/** `Canary computers: 2 of 2 succeeded. 10 computers wait.` */
export function canariesText({ canaries, succeeded, failed, waiting }: CanaryReport): Mrkdwn {
  const bad = failed === 0 ? mrkdwn`` : mrkdwn`, ${failed} failed`;
  const others = waiting === 1 ? mrkdwn`1 computer waits` : mrkdwn`${waiting} computers wait`;
  return mrkdwn`Canary computers: ${succeeded} of ${canaries} succeeded${bad}. ${others}.`;
}

export function canariesEndedText({ taskId, report, mention }: Extract<Notice, { about: 'canaries-ended' }>): Mrkdwn {
  const step =
    report.failed === 0
      ? mrkdwn`Continue or stop on the card of task ${safe(taskId)}.`
      : mrkdwn`Look at what failed before you continue or stop on the card of task ${safe(taskId)}.`;
  return mrkdwn`${person(mention)} ${canariesText(report)} ${step}`;
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
  return join([what, summary === '' ? mrkdwn`` : mrkdwn`${safe(summary, 600)}.`], '. ');
}

export function closedPlaceText(): Mrkdwn {
  return mrkdwn`I can no longer write where this belongs, so I tell you here.`;
}

/** Who said that nothing further starts, and why. */
export function stopReasonText(reason: string): Mrkdwn {
  return mrkdwn`${safe(reason, 200)}`;
}

export function waitingCount(number: number): Mrkdwn {
  return count(number, 'computer');
}
