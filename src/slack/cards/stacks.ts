import type { StacksView, StackView } from '../../domain/stack-views.js';
import { say } from '../actions.js';
import { type ButtonSpec, buttons, type Card, card, context, header, lineSections, section } from '../blocks.js';
import { subjectOf } from '../modals/subject.js';
import { moreNamed } from '../words/groups.js';
import { LABELS, openLabel } from '../words/labels.js';
import { APPROVES_NOTHING, STACKS_HEAD, stackLine, stackPatchLine, stacksSummary } from '../words/stacks.js';
import { formButton } from './group.js';

/** A message holds 50 blocks. */
const MOST_STACKS = 20;
const MOST_PATCHES = 100;

/** All software stacks. */
export function stacksCard(view: StacksView): Card {
  const { stacks, mayEdit } = view;
  const text = stacksSummary(view);
  return card(text, [
    header(STACKS_HEAD),
    section(text),
    ...stacks
      .slice(0, MOST_STACKS)
      .flatMap((one) => [
        section(stackLine(one)),
        buttons([say(openLabel(one.stack.name), `stack ${one.stack.id}`), runOn(one)]),
      ]),
    stacks.length > MOST_STACKS ? context(moreNamed(stacks.length - MOST_STACKS)) : null,
    mayEdit ? buttons([formButton(LABELS.newStack, 'stack', 'new')]) : null,
  ]);
}

/** One, in its order, with what speaks against each of its patches. */
export function stackCard(view: StackView): Card {
  const subject = subjectOf({ id: view.stack.id, revision: view.revision });
  const run = runOn(view);
  return card(stackLine(view), [
    header(view.stack.name),
    section(stackLine(view)),
    ...lineSections(view.patches, (line, index) => stackPatchLine(line, index + 1), 12_000, MOST_PATCHES),
    context(APPROVES_NOTHING),
    buttons([
      run === null ? null : { ...run, style: 'primary' },
      view.mayEdit ? formButton(LABELS.edit, 'stack', subject) : null,
      view.mayEdit ? { ...formButton(LABELS.delete, 'stack-delete', subject), style: 'danger' } : null,
      say(LABELS.showStacks, 'stack'),
    ]),
  ]);
}

/** It asks for the group; null for who runs nothing anywhere. */
function runOn({ stack, mayRun }: StackView): ButtonSpec | null {
  return mayRun ? say(LABELS.runOn, `stack ${stack.id} on`) : null;
}
