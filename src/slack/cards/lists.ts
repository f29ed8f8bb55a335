import type { SectionBlock } from '@slack/types';
import { isEnded } from '../../domain/target.js';
import type { GroupLine, TaskView } from '../../domain/views.js';
import { say } from '../actions.js';
import { buttons, type Card, card, context, header, lineSections, plain, section } from '../blocks.js';
import type { Mrkdwn } from '../text.js';
import { GROUPS_HEAD, groupLine, groupsSummary, moreNamed } from '../words/groups.js';
import { LABELS, taskLabel } from '../words/labels.js';
import { TASKS_HEAD, taskLine, tasksSummary } from '../words/tasks.js';

const MOST_BUTTONS = 5;
/** A message holds 50 blocks. */
const MOST_GROUPS = 40;

/** Provisioning task tracking: the latest tasks, newest first as they come. */
export function tasksCard(views: readonly TaskView[]): Card {
  const running = views.filter((view) => !isEnded(view.status)).length;
  const text = tasksSummary(views.length, running);
  return card(text, [
    header(TASKS_HEAD),
    section(text),
    ...lineSections(views, taskLine, 6000, 25),
    buttons(views.slice(0, MOST_BUTTONS).map((view) => say(taskLabel(view.task.id), `task ${view.task.id}`))),
  ]);
}

/** Provisioning groups and how they stand. */
export function groupsCard(groups: readonly GroupLine[], mayCreate: boolean): Card {
  const text = groupsSummary(groups);
  return card(text, [
    header(GROUPS_HEAD),
    section(text),
    ...groups.slice(0, MOST_GROUPS).map(groupSection),
    groups.length > MOST_GROUPS ? context(moreNamed(groups.length - MOST_GROUPS)) : null,
    buttons([
      mayCreate ? { text: LABELS.newGroup, action: 'form.group-new', value: 'new' } : null,
      say(LABELS.showPatchGroups, 'patches'),
      say(LABELS.showStacks, 'stack'),
      say(LABELS.showDenied, 'deny'),
    ]),
  ]);
}

function groupSection(group: GroupLine): SectionBlock {
  const open = say(LABELS.open, `group ${group.groupId}`);
  const accessory = { type: 'button', text: plain(open.text, 75), action_id: open.action, value: open.value } as const;
  return { ...section(groupLine(group)), accessory };
}

/** What a person can be asked for when a sentence misses its group: one click says the whole of it. */
export function whichGroupCard(question: Mrkdwn, verb: string, groups: readonly GroupLine[]): Card {
  const choices = groups.slice(0, 20).map((group) => say(group.name, `${verb} ${group.groupId}`));
  return card(question, [section(question), buttons(choices)]);
}
