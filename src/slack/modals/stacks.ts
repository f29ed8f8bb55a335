import type { InputBlock, ModalView } from '@slack/types';
import { MOST_NAME } from '../../domain/group-name.js';
import type { StackEntry } from '../../domain/plan.js';
import { linesOf } from '../../domain/software-stack.js';
import type { StackView } from '../../domain/stack-views.js';
import { context } from '../blocks.js';
import type { Mrkdwn } from '../text.js';
import { FORM } from '../words/forms.js';
import { LABELS } from '../words/labels.js';
import { patchLabel } from '../words/patches.js';
import { APPROVES_NOTHING, deleteStackText, STACK_FORM } from '../words/stacks.js';
import type { Filled } from './filled.js';
import { form, question, textInput } from './form.js';
import type { Drawn } from './groups.js';
import { input } from './parts.js';
import { subjectOf } from './subject.js';

/** So much is filled into one field: Slack takes 3,000 characters, and somebody wants to add a line. */
const FILLED = 2500;
const MOST_FIELDS = 10;

/** As a stack's form is filled in: a text a field. */
export interface StackSent {
  readonly name: string;
  readonly fields: readonly string[];
}

export function stackModal(isNew: boolean, { name, fields }: StackSent, drawn: Drawn): ModalView {
  return form({
    ...{ name: 'stack', title: isNew ? STACK_FORM.newTitle : STACK_FORM.title, submit: LABELS.save, ...drawn },
    blocks: [
      input('name', FORM.name, textInput(name, { max: MOST_NAME, placeholder: STACK_FORM.nameExample })),
      ...fields.map(field),
      context(APPROVES_NOTHING),
    ],
  });
}

function field(text: string, index: number): InputBlock {
  const element = textInput(text, { multiline: true, placeholder: STACK_FORM.example });
  const more = index === 0 ? { hint: STACK_FORM.hint } : { optional: true };
  return input(fieldId(index), STACK_FORM.patches(index + 1), element, more);
}

function fieldId(index: number): string {
  return `patches-${index + 1}`;
}

/** A field, and as many more as the lines need. */
export function stackFilled(name: string, entries: readonly StackEntry[]): StackSent {
  const fields: string[] = [];
  for (const line of linesOf(entries, (title) => patchLabel({ kbs: [], title }))) {
    const last = fields.at(-1);
    if (last === undefined || last.length + line.length >= FILLED) fields.push(line);
    else fields[fields.length - 1] = `${last}\n${line}`;
  }
  return { name, fields: fields.length === 0 ? [''] : fields };
}

export function stackSent(sent: Filled): StackSent {
  const ids = Array.from({ length: MOST_FIELDS }, (_, index) => fieldId(index));
  const fields = ids.filter((id) => sent.has(id)).map((id) => sent.text(id));
  return { name: sent.text('name'), fields: fields.length === 0 ? [''] : fields };
}

/** The lines of all fields, in their order. */
export function stackLinesIn({ fields }: StackSent): readonly string[] {
  return fields.flatMap((text) => text.split('\n'));
}

export function deleteStackModal(view: StackView, note: Mrkdwn | null): ModalView {
  const subject = subjectOf({ id: view.stack.id, revision: view.revision });
  const text = deleteStackText(view);
  return question({ name: 'stack-delete', title: STACK_FORM.deleteTitle, submit: FORM.delete, subject, note, text });
}

/** What a form is about whose patches are those of a plan: no stack is called so. */
const FROM_PLAN = 'plan:';

export function planSubject(request: string): string {
  return `${FROM_PLAN}${request}`;
}

/** The id of the plan's card; null where the subject is none of them. */
export function planIn(subject: string): string | null {
  return subject.startsWith(FROM_PLAN) ? subject.slice(FROM_PLAN.length) : null;
}
