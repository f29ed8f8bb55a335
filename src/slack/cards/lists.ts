import type { SectionBlock } from '@slack/types';
import { isEnded } from '../../domain/target.js';
import type { GroupLine, TaskView } from '../../domain/views.js';
import { say } from '../actions.js';
import { buttons, type Card, card, context, header, lineSections, plain, section } from '../blocks.js';
import { count, type Mrkdwn, moment, mrkdwn, person } from '../text.js';
import { groupLine, groupsSummary } from '../words/groups.js';
import { taskSummary } from './task.js';

const MOST_BUTTONS = 5;
/** A message holds 50 blocks. */
const MOST_GROUPS = 40;

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
export function groupsCard(groups: readonly GroupLine[], mayCreate: boolean): Card {
  const text = groupsSummary(groups);
  return card(text, [
    header('Provisioning groups'),
    section(text),
    ...groups.slice(0, MOST_GROUPS).map(groupSection),
    groups.length > MOST_GROUPS ? context(mrkdwn`And ${groups.length - MOST_GROUPS} more; name one to see it.`) : null,
    buttons([
      mayCreate ? { text: 'New group…', action: 'form.group-new', value: 'new' } : null,
      say('Patch groups', 'patches'),
      say('Denied patches', 'deny'),
    ]),
  ]);
}

function groupSection(group: GroupLine): SectionBlock {
  const open = say('Open', `group ${group.groupId}`);
  const accessory = { type: 'button', text: plain(open.text, 75), action_id: open.action, value: open.value } as const;
  return { ...section(groupLine(group)), accessory };
}

/** What a person can be asked for when a sentence misses its group: one click says the whole of it. */
export function whichGroupCard(question: Mrkdwn, verb: string, groups: readonly GroupLine[]): Card {
  const choices = groups.slice(0, 20).map((group) => say(group.name, `${verb} ${group.groupId}`));
  return card(question, [section(question), buttons(choices)]);
}
