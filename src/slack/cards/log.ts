import type { LogEntry } from '../../domain/target.js';
import type { LogView } from '../../domain/views.js';
import { say } from '../actions.js';
import { buttons, type Card, card, context, header, section } from '../blocks.js';
import type { TextFile } from '../files.js';
import { clean, code, count, join, type Mrkdwn, mrkdwn, preformatted, safe } from '../text.js';
import { failureText } from '../words/failures.js';

/** Longer logs go as a file. */
const MOST_LINES = 40;
const LOG_TEXT = 2800;

/** `info` leaves out what only helps to find a mistake. */
export function atLevel(view: LogView, level: 'info' | 'debug'): LogView {
  return level === 'debug' ? view : { ...view, entries: view.entries.filter((entry) => entry.level !== 'debug') };
}

/**
 * One target's workflow execution log; a long one shows its end, and says so.
 * @param sent at which level the whole log was sent as a file, if it was
 */
export function logCard(view: LogView, sent: 'info' | 'debug' | null): Card {
  const { shown, text } = tail(view.entries);
  const rest = view.entries.length - shown;
  return card(summary(view), [
    header(`Workflow execution log ${view.logId}`),
    section(summary(view)),
    shown === 0 ? section(mrkdwn`The log is empty so far.`) : section(text),
    rest === 0 && sent === null ? null : context(restText(rest, sent !== null)),
    buttons([
      say('Whole log as a file', `log ${view.logId} info`),
      say('With details (debug)', `log ${view.logId} debug`),
      say('Show targets', `task ${view.taskId}`),
    ]),
  ]);
}

/** The whole log, a line an entry. */
export function logFile(view: LogView, level: 'info' | 'debug'): TextFile {
  return {
    name: `log-${view.logId}-${level}.txt`,
    title: clean(`Workflow execution log ${view.logId} (${level}): ${view.taskName}, ${view.computerId}`, 150),
    content: `${view.entries.map((entry) => clean(logLine(entry), 2000)).join('\n')}\n`,
  };
}

function logLine(entry: LogEntry): string {
  return `${new Date(entry.at).toISOString()} ${entry.level.padEnd(5)} ${entry.text}`;
}

/** As many of the last lines as fit. */
function tail(entries: readonly LogEntry[]): { readonly shown: number; readonly text: Mrkdwn } {
  const kept: string[] = [];
  let left = LOG_TEXT - 10;
  for (const entry of entries.slice(-MOST_LINES).reverse()) {
    const line = logLine(entry);
    left -= preformatted([line], LOG_TEXT).length;
    if (left < 0 && kept.length > 0) break;
    kept.unshift(line);
  }
  return { shown: kept.length, text: preformatted(kept, LOG_TEXT) };
}

function restText(rest: number, inFile: boolean): Mrkdwn {
  const earlier = rest === 0 ? mrkdwn`` : mrkdwn`${count(rest, 'earlier line')} not shown.`;
  const file = inFile ? mrkdwn`The whole log is in the file that I sent to our direct messages.` : mrkdwn``;
  return join([earlier, file], ' ');
}

function summary(view: LogView): Mrkdwn {
  const failed = view.failure === null ? mrkdwn`` : mrkdwn` ${failureText(view.failure, 500)}`;
  return mrkdwn`${code(view.computerId)} in task ${safe(view.taskId)}, ${safe(view.taskName, 100)}: ${safe(view.status)}.${failed}`;
}
