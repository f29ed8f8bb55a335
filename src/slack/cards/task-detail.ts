import type { Status, TargetRecord } from '../../domain/target.js';
import type { TaskView } from '../../domain/views.js';
import { type Card, card, context, section, table } from '../blocks.js';
import type { TextFile } from '../files.js';
import { clean, join, mrkdwn, safe } from '../text.js';
import { csv } from './csv.js';
import { standingOf } from './target-words.js';
import { targetCounts, taskSummary } from './task.js';

const HEAD = ['Target', 'Status', 'Message', 'Workflow log'];
const TABLE_TEXT = 7000;
/** What needs somebody comes first: where not all targets fit, the worst are seen. */
const WORST_FIRST: Readonly<Record<Status, number>> = {
  Failed: 0,
  Stopped: 1,
  'In Progress': 2,
  Scheduled: 3,
  Succeeded: 4,
};

/** The message in a task's thread that shows its targets; one, edited in place. */
export function taskDetailCard(view: TaskView, command: string): Card {
  const targets = [...view.targets].sort((a, b) => WORST_FIRST[a.status] - WORST_FIRST[b.status]);
  const { block, shown } = table(HEAD, targets.map(row), TABLE_TEXT);
  const rest = targets.length - shown;
  const counts = targetCounts(targets);
  return card(join([taskSummary(view), counts], '. '), [
    section(counts === '' ? mrkdwn`This task has no targets.` : counts),
    block,
    rest === 0 ? null : context(mrkdwn`and ${rest} more targets, none of them worse than those above.`),
    context(mrkdwn`Type ${safe(command)} log and a number of the last column to read a workflow execution log.`),
  ]);
}

/** Whether all targets fit into the message. */
export function fitsDetail(view: TaskView): boolean {
  return table(HEAD, view.targets.map(row), TABLE_TEXT).shown === view.targets.length;
}

/** All targets of a task, as comma-separated values. */
export function targetsFile(view: TaskView): TextFile {
  return {
    name: `task-${view.task.id}-targets.csv`,
    title: clean(`Targets of task ${view.task.id}, ${view.task.name}`, 150),
    content: csv([HEAD, ...view.targets.map(row)]),
  };
}

/** The same, as the message that a task's thread holds once it has ended. */
export function targetsCard(view: TaskView): Card {
  const { name, title, content } = targetsFile(view);
  const text = mrkdwn`${safe(title)}`;
  return {
    ...card(text, []),
    file: { name, title, alt: title, content: async () => new TextEncoder().encode(content) },
  };
}

function row(target: TargetRecord): readonly string[] {
  return [target.computerId, target.status, messageOf(target), target.logId];
}

function messageOf(target: TargetRecord): string {
  return target.failure === null ? standingOf(target) : `${target.failure.code}: ${target.message}`;
}
