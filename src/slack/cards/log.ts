import type { LogEntry } from '../../domain/target.js';
import type { LogView } from '../../domain/views.js';
import { say } from '../actions.js';
import { buttons, type Card, card, context, header, section } from '../blocks.js';
import type { TextFile } from '../files.js';
import { clean, type Mrkdwn, preformatted } from '../text.js';
import { LABELS } from '../words/labels.js';
import { EMPTY_LOG, logHead, logLine, logRest, logSummary, logTitle } from '../words/logs.js';

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
  return card(logSummary(view), [
    header(logHead(view)),
    section(logSummary(view)),
    shown === 0 ? section(EMPTY_LOG) : section(text),
    shown === 0 ? null : context(logRest(rest, sent !== null)),
    buttons([
      say(LABELS.wholeLog, `log ${view.logId} info`),
      say(LABELS.debugLog, `log ${view.logId} debug`),
      say(LABELS.showTargets, `task ${view.taskId}`),
    ]),
  ]);
}

/** The whole log, a line an entry. */
export function logFile(view: LogView, level: 'info' | 'debug'): TextFile {
  return {
    name: `log-${view.logId}-${level}.txt`,
    title: logTitle(view, level),
    content: `${view.entries.map((entry) => clean(logLine(entry), 2000)).join('\n')}\n`,
  };
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
