import type { Notice } from '../../domain/notice.js';
import { code, type Mrkdwn, mrkdwn, person, safe } from '../text.js';
import { endedNotice } from './approvals.js';
import { failureText } from './failures.js';
import { canariesEndedText, taskEndedText } from './runs.js';
import { windowNoticeText } from './windows.js';

/** What is said once, in words. */
export function noticeText(notice: Notice, command: string): Mrkdwn {
  switch (notice.about) {
    case 'target-failed': {
      const why = notice.failure === null ? safe(notice.message, 1000) : failureText(notice.failure, 1000);
      return mrkdwn`${code(notice.computerId)} failed: ${why} Log: ${code(`${command} log ${notice.logId}`)}`;
    }
    case 'canaries-ended':
      return canariesEndedText(notice);
    case 'task-ended':
      return taskEndedText(notice);
    case 'window-soon':
    case 'window-missed':
    case 'window-left-out':
    case 'window-closed':
      return windowNoticeText(notice, command);
    case 'request-ended':
      return endedNotice(notice);
    case 'failure': {
      const to = notice.mention === null ? mrkdwn`` : mrkdwn`${person(notice.mention)} `;
      return mrkdwn`${to}${failureText(notice.failure, 2500)}`;
    }
  }
}
