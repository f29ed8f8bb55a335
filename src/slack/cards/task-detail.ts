import type { Status, TargetRecord } from '../../domain/target.js';
import type { TaskView } from '../../domain/views.js';
import { type Card, card, context, optionalSection, section, table } from '../blocks.js';
import type { TextFile } from '../files.js';
import { join, mrkdwn, safe } from '../text.js';
import {
  howToRead,
  moreTargets,
  NO_TARGETS,
  TARGETS_HEAD,
  targetMessage,
  targetsText,
  targetsTitle,
  taskSummary,
} from '../words/tasks.js';
import { csv } from './csv.js';

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
  const { block, shown } = table(TARGETS_HEAD, targets.map(row), TABLE_TEXT);
  const rest = targets.length - shown;
  const [first] = targets;
  return card(join([taskSummary(view), targetsText(view)], '. '), [
    first === undefined ? section(NO_TARGETS) : optionalSection(targetsText(view)),
    block,
    rest === 0 ? null : context(moreTargets(rest)),
    first === undefined ? null : context(howToRead(command, first.logId)),
  ]);
}

/** Whether all targets fit into the message. */
export function fitsDetail(view: TaskView): boolean {
  return table(TARGETS_HEAD, view.targets.map(row), TABLE_TEXT).shown === view.targets.length;
}

/** All targets of a task, as comma-separated values. */
export function targetsFile(view: TaskView): TextFile {
  return {
    name: `task-${view.task.id}-targets.csv`,
    title: targetsTitle(view),
    content: csv([TARGETS_HEAD, ...view.targets.map(row)]),
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
  return [target.computerId, target.status, target.logId, targetMessage(target)];
}
