import { isEnded } from '../../domain/target.js';
import type { GroupLine, TaskView } from '../../domain/views.js';
import { say } from '../actions.js';
import { buttons, type Card, card, header, lineSections, section } from '../blocks.js';
import { code, count, type Mrkdwn, moment, mrkdwn, person, safe } from '../text.js';
import { taskSummary } from './task.js';

const MOST_BUTTONS = 5;

/** Provisioning task tracking: the latest tasks, newest first as they come. */
export function tasksCard(views: readonly TaskView[]): Card {
  const running = views.filter((view) => !isEnded(view.status)).length;
  const text =
    views.length === 0 ? mrkdwn`There is no task yet.` : mrkdwn`${count(views.length, 'task')}, ${running} running.`;
  return card(text, [
    header('Tasks'),
    section(text),
    ...lineSections(views, taskLine, 6000, 25),
    buttons(views.slice(0, MOST_BUTTONS).map((view) => say(`Task ${view.task.id}`, `task ${view.task.id}`))),
  ]);
}

export function taskLine(view: TaskView): Mrkdwn {
  const ended = view.targets.filter((target) => isEnded(target.status)).length;
  const { createdBy, createdAt } = view.task;
  return mrkdwn`• ${taskSummary(view)}, ${ended} of ${count(view.targets.length, 'target')}, by ${person(createdBy)} ${moment(createdAt)}`;
}

/** Provisioning groups and how they stand. */
export function groupsCard(groups: readonly GroupLine[]): Card {
  const text =
    groups.length === 0 ? mrkdwn`There is no provisioning group.` : mrkdwn`${count(groups.length, 'group')}.`;
  return card(text, [
    header('Provisioning groups'),
    section(text),
    ...lineSections(groups, groupLine, 6000, 40),
    buttons(groups.slice(0, MOST_BUTTONS).map((group) => say(`Scan ${group.name}`, `scan ${group.groupId}`))),
    buttons(groups.slice(0, MOST_BUTTONS).map((group) => say(`Status of ${group.name}`, `status ${group.groupId}`))),
  ]);
}

function groupLine(group: GroupLine): Mrkdwn {
  const standing = mrkdwn`${group.compliant}/${group.computers} compliant`;
  return mrkdwn`• ${safe(group.name, 100)} (${code(group.groupId)}): ${count(group.computers, 'computer')}, ${standing}`;
}

/** What a person can be asked for when a sentence misses its group: one click says the whole of it. */
export function whichGroupCard(question: Mrkdwn, verb: string, groups: readonly GroupLine[]): Card {
  const choices = groups.slice(0, 20).map((group) => say(group.name, `${verb} ${group.groupId}`));
  return card(question, [section(question), buttons(choices)]);
}
