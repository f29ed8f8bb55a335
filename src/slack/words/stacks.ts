import type { StackMark } from '../../domain/software-stack.js';
import type { StackLine, StacksView, StackView } from '../../domain/stack-views.js';
import { bold, code, count, join, list, type Mrkdwn, moment, mrkdwn, person, safe } from '../text.js';
import { LABELS } from './labels.js';

/** What is said of software stacks. */

export const STACKS_HEAD = 'Software stacks';
export const APPROVES_NOTHING = mrkdwn`Being in a stack approves nothing: a run installs what of it is approved on each computer, in this order.`;

const MARKS: Readonly<Record<StackMark, string>> = {
  gone: 'no longer on WSUS',
  denied: 'denied here',
  declined: 'declined on WSUS',
  expired: 'expired',
  superseded: 'superseded',
  'not approved': 'not approved on WSUS',
};

export function stacksSummary({ stacks, mayEdit }: StacksView): Mrkdwn {
  if (stacks.length > 0) return mrkdwn`${count(stacks.length, 'software stack')}.`;
  const how = mayEdit ? mrkdwn`Make one here, or with` : mrkdwn`An approver can make one, also with`;
  return mrkdwn`There is no software stack yet: patches under a name, in the order of their install. ${how} ${bold(safe(LABELS.saveStack))} on the plan of a run.`;
}

/** `*March baseline* (march-baseline)`, and below it how many patches, who made it, and what speaks against them. */
export function stackLine({ stack, patches }: StackView): Mrkdwn {
  const marked = patches.filter(({ marks }) => marks.length > 0).length;
  const doubt = marked === 0 ? mrkdwn`` : mrkdwn` ${marked} of them ${safe(marked === 1 ? 'needs' : 'need')} a look.`;
  const made = mrkdwn`made by ${person(stack.by)} ${moment(stack.at)}`;
  return mrkdwn`${bold(safe(stack.name, 100))} (${code(stack.id)})\n${count(patches.length, 'patch', 'patches')}, ${made}.${doubt}`;
}

/** `3. KB5031356 2024-01 Cumulative Update … (superseded)`. */
export function stackPatchLine({ entry, marks }: StackLine, number: number): Mrkdwn {
  const [kb] = entry.kbs.filter((one) => !entry.title.includes(one));
  const name = safe(kb === undefined ? entry.title : `KB${kb} ${entry.title}`, 140);
  const said = list(
    marks.map((mark) => bold(safe(MARKS[mark]))),
    marks.length,
  );
  return marks.length === 0 ? mrkdwn`${number}. ${name}` : mrkdwn`${number}. ${name} · ${said}`;
}

/** @param command the slash command's name */
export function whichGroupText({ stack }: StackView, command: string): Mrkdwn {
  const words = code(`${command} stack ${stack.id} on`);
  return mrkdwn`On which group is ${bold(safe(stack.name, 100))} to run? The plan comes first; nothing starts before you say Run. Or type ${words} and the name of a group.`;
}

export function deleteStackText({ stack }: StackView): Mrkdwn {
  return mrkdwn`Delete the software stack ${bold(safe(stack.name, 100))}? The patches themselves stay as they are, and so does a plan that was made of it.`;
}

export function stackSavedText(view: StackView, command: string): Mrkdwn {
  const show = code(`${command} stack ${view.stack.id}`);
  const how = mrkdwn`Type ${show} to see it; with ${code('on')} and the name of a group behind it, the plan of a run is shown.`;
  return join([mrkdwn`Saved. ${stackLine(view)}`, how], '\n');
}

export const STACK_FORM = {
  newTitle: 'New software stack',
  title: 'Edit software stack',
  deleteTitle: 'Delete software stack',
  nameExample: 'March baseline',
  patches: (part: number): string => (part === 1 ? 'Patches, one a line' : `More patches (${part})`),
  example: 'KB5031356',
  hint: 'They are installed in the order of the lines. Of a line only the KB number or update id at its beginning counts.',
} as const;
