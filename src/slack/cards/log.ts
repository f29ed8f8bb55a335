import type { LogEntry } from '../../domain/target.js';
import type { LogView } from '../../domain/views.js';
import { say } from '../actions.js';
import { buttons, type Card, card, context, header, section } from '../blocks.js';
import { clean, code, type Mrkdwn, mrkdwn, preformatted, safe } from '../text.js';
import { failureText } from './failure.js';

/** Longer logs go as a file. */
const MOST_LINES = 40;
const LOG_TEXT = 2800;

/** One target's workflow execution log; a long one shows its end, and says so. */
export function logCard(view: LogView, inFile: boolean): Card {
  const { shown, text } = tail(view.entries);
  const rest = view.entries.length - shown;
  return card(summary(view), [
    header(`Workflow execution log ${view.logId}`),
    section(summary(view)),
    shown === 0 ? section(mrkdwn`The log is empty so far.`) : section(text),
    rest === 0 ? null : context(restText(rest, inFile)),
    buttons([say('Show targets', `task ${view.taskId}`)]),
  ]);
}

export function fitsCard(view: LogView): boolean {
  return tail(view.entries).shown === view.entries.length;
}

/** The whole log, a line an entry. */
export function logFile(view: LogView): { readonly name: string; readonly title: string; readonly content: string } {
  return {
    name: `log-${view.logId}.txt`,
    title: clean(`Workflow execution log ${view.logId}: ${view.taskName}, ${view.computerId}`, 150),
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
  return inFile
    ? mrkdwn`${rest} earlier lines are not shown; the whole log is in the file that I sent to our direct messages.`
    : mrkdwn`${rest} earlier lines are not shown.`;
}

function summary(view: LogView): Mrkdwn {
  const failed = view.failure === null ? mrkdwn`` : mrkdwn` ${failureText(view.failure, 500)}`;
  return mrkdwn`${code(view.computerId)} in task ${safe(view.taskId)}, ${safe(view.taskName, 100)}: ${safe(view.status)}.${failed}`;
}
