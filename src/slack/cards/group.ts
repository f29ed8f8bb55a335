import type { ActionsBlock, SectionBlock } from '@slack/types';
import type { CheckLine, GroupView } from '../../domain/group-views.js';
import { say } from '../actions.js';
import {
  type ButtonSpec,
  buttons,
  type Card,
  card,
  context,
  header,
  optionalSection,
  plain,
  section,
} from '../blocks.js';
import { LIMITS } from '../limits.js';
import { subjectOf } from '../modals/subject.js';
import { mrkdwn } from '../text.js';
import { checksTitle, checkText, groupSummary, membersText, settingsText, tasksText } from '../words/groups.js';

const MOST_CHECKS = 20;

/** The module's tabs Group and Compliance: who is in it, what is checked, how it stands, and all that one can do. */
export function groupCard(view: GroupView): Card {
  const summary = groupSummary(view);
  return card(summary, [
    header(view.group.name),
    section(summary),
    optionalSection(tasksText(view)),
    section(membersText(view)),
    section(checksTitle(view)),
    ...view.checks.slice(0, MOST_CHECKS).map((line) => checkSection(view, line)),
    section(settingsText(view)),
    buttons(steps(view)),
    view.mayEdit ? edits(view) : context(mrkdwn`Its owners and the administrators can edit it.`),
  ]);
}

function steps({ group, computers, checks }: GroupView): readonly (ButtonSpec | null)[] {
  const canScan = computers.length > 0 && checks.length > 0;
  return [
    canScan ? { ...say('Run Scan and Check', `scan ${group.id}`), style: 'primary' } : null,
    canScan ? say('Run Check', `check ${group.id}`) : null,
    computers.length > 0 ? say('Recommendations', `recommendations ${group.id}`) : null,
    say('Schedule', `schedule ${group.id}`),
  ];
}

function edits(view: GroupView): ActionsBlock | null {
  const subject = subjectOf({ id: view.group.id, revision: view.revision });
  const copy: readonly MenuItem[] = view.checks.length > 0 ? [['Copy Checks…', 'check-copy', subject]] : [];
  const block = buttons([
    formButton('New Compliance Check…', 'check', subject),
    formButton('Computers…', 'group-members', subject),
    formButton('Edit Group…', 'group', subject),
  ]);
  const more = menu([
    ['Notifications…', 'group-notices', subject],
    ['New Checks from Model Computer…', 'check-model', subject],
    ...copy,
    ['Delete Group…', 'group-delete', subject],
  ]);
  return block === null ? null : { ...block, elements: [...block.elements, more] };
}

/** A button that opens a form. */
export function formButton(text: string, form: string, subject: string): ButtonSpec {
  return { text, action: `form.${form}`, value: subject };
}

function checkSection(view: GroupView, line: CheckLine): SectionBlock {
  const { check } = line;
  const block = section(checkText(line));
  if (!view.mayEdit) return block;
  const subject = subjectOf({ id: view.group.id, revision: view.revision }, check.id);
  return {
    ...block,
    accessory: menu([
      ['Edit…', 'check', subject],
      [check.automaticApproval ? 'End Automatic Approval…' : 'Enable Automatic Approval…', 'check-automatic', subject],
      ['Copy…', 'check-copy', subject],
      ['Delete…', 'check-delete', subject],
    ]),
  };
}

type MenuItem = readonly [text: string, form: string, subject: string];

/** A menu of forms: its action id is none of a button's, its values name the form and what it is about. */
function menu(items: readonly MenuItem[]) {
  return {
    type: 'overflow' as const,
    action_id: 'form.menu',
    options: items.map(([text, form, subject]) => ({
      text: plain(text, LIMITS.option.text),
      value: `${form} ${subject}`.slice(0, LIMITS.option.value),
    })),
  };
}
