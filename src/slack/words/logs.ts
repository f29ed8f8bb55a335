import type { LogEntry } from '../../domain/target.js';
import type { LogView } from '../../domain/views.js';
import { clean, code, count, join, type Mrkdwn, mrkdwn, safe } from '../text.js';
import { failureText } from './failures.js';

/** Words of workflow execution logs. */

export const EMPTY_LOG = mrkdwn`The log is empty so far.`;

export function logHead({ logId }: LogView): string {
  return `Workflow execution log ${logId}`;
}

export function logSummary(view: LogView): Mrkdwn {
  const failed = view.failure === null ? mrkdwn`` : mrkdwn` ${failureText(view.failure, 500)}`;
  return mrkdwn`${code(view.computerId)} in task ${safe(view.taskId)}, ${safe(view.taskName, 100)}: ${safe(view.status)}.${failed}`;
}

/** An entry as files and preformatted text show it, where no reader's own zone is known. */
export function logLine(entry: LogEntry): string {
  return `${new Date(entry.at).toISOString()} ${entry.level.padEnd(5)} ${entry.text}`;
}

export function logRest(rest: number, isInFile: boolean): Mrkdwn {
  const earlier = rest === 0 ? mrkdwn`` : mrkdwn`${count(rest, 'earlier line')} not shown.`;
  const file = isInFile ? mrkdwn`The whole log is in the file that I sent to our direct messages.` : mrkdwn``;
  return join([mrkdwn`Times are in UTC.`, earlier, file], ' ');
}

export function logTitle(view: LogView, level: 'info' | 'debug'): string {
  return clean(`Workflow execution log ${view.logId} (${level}, UTC): ${view.taskName}, ${view.computerId}`, 150);
}
