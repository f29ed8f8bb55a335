import type { Notice } from '../../domain/notice.js';
import type { TaskView } from '../../domain/views.js';
import { code, type Mrkdwn, mrkdwn, person, safe } from '../text.js';
import { endedNotice, partlyNotice } from './approvals.js';
import { failureText } from './failures.js';
import { canariesEndedText, taskEndedText } from './runs.js';
import { watchNoticeText } from './watch.js';
import { windowNoticeText } from './windows.js';

/**
 * What is said once, in words.
 * @param task the task that it is about, as it stands now; null where it is no longer kept, or it is about none
 */
export function noticeText(notice: Notice, command: string, task: TaskView | null): Mrkdwn {
  switch (notice.about) {
    case 'target-failed': {
      const why = notice.failure === null ? safe(notice.message, 1000) : failureText(notice.failure, 1000);
      return mrkdwn`${code(notice.computerId)} failed: ${why} Log: ${code(`${command} log ${notice.logId}`)}`;
    }
    case 'canaries-ended':
      return canariesEndedText(notice, task);
    case 'task-ended':
      return taskEndedText(notice, task);
    case 'window-soon':
    case 'window-missed':
    case 'window-left-out':
    case 'window-closed':
      return windowNoticeText(notice, command);
    case 'trouble':
    case 'trouble-over':
    case 'was-down':
    case 'restored':
      return watchNoticeText(notice, command);
    case 'request-ended':
      return endedNotice(notice);
    case 'request-partly':
      return partlyNotice(notice);
    case 'failure': {
      const to = notice.mention === null ? mrkdwn`` : mrkdwn`${person(notice.mention)} `;
      return mrkdwn`${to}${failureText(notice.failure, 2500)}`;
    }
  }
}
