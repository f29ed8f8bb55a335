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
import {
  checksTitle,
  checkText,
  groupSummary,
  membersText,
  settingsText,
  tasksText,
  WHO_EDITS,
} from '../words/groups.js';
import { LABELS } from '../words/labels.js';

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
    view.mayEdit ? edits(view) : context(WHO_EDITS),
  ]);
}

function steps({ group, computers, checks }: GroupView): readonly (ButtonSpec | null)[] {
  const canScan = computers.length > 0 && checks.length > 0;
  return [
    canScan ? { ...say(LABELS.scan, `scan ${group.id}`), style: 'primary' } : null,
    canScan ? say(LABELS.check, `check ${group.id}`) : null,
    computers.length > 0 ? say(LABELS.showRecommendations, `recommendations ${group.id}`) : null,
    say(LABELS.showSchedule, `schedule ${group.id}`),
  ];
}

function edits(view: GroupView): ActionsBlock | null {
  const subject = subjectOf({ id: view.group.id, revision: view.revision });
  const copy: readonly MenuItem[] = view.checks.length > 0 ? [[LABELS.copyChecks, 'check-copy', subject]] : [];
  const block = buttons([
    formButton(LABELS.newCheck, 'check', subject),
    formButton(LABELS.members, 'group-members', subject),
    formButton(LABELS.editGroup, 'group', subject),
  ]);
  const more = menu([
    [LABELS.notifications, 'group-notices', subject],
    [LABELS.checksFromModel, 'check-model', subject],
    ...copy,
    [LABELS.deleteGroup, 'group-delete', subject],
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
      [LABELS.edit, 'check', subject],
      [check.automaticApproval ? LABELS.automaticOff : LABELS.automaticOn, 'check-automatic', subject],
      [LABELS.copy, 'check-copy', subject],
      [LABELS.delete, 'check-delete', subject],
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
