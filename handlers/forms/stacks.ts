import { PatchbayError } from '../../src/domain/errors.js';
import type { Shown } from '../../src/domain/group-views.js';
import { parseOperationId, parseStackId, type StackId } from '../../src/domain/ids.js';
import type { StackEntry } from '../../src/domain/plan.js';
import { noticeModal } from '../../src/slack/modals/parts.js';
import {
  deleteStackModal,
  planIn,
  stackFilled,
  stackLinesIn,
  stackModal,
  stackSent,
} from '../../src/slack/modals/stacks.js';
import { type FormSubject, parseSubject, subjectOf } from '../../src/slack/modals/subject.js';
import { NOTICE } from '../../src/slack/words/forms.js';
import { deletedText } from '../../src/slack/words/groups.js';
import { stackSavedText } from '../../src/slack/words/stacks.js';
import type { Asker } from '../../src/workflows/desk.js';
import type { Deps } from '../guard.js';
import type { Form } from './form.js';

const NEW = 'new';

interface Begun {
  /** Null: a new stack. */
  readonly shown: Shown<StackId> | null;
  /** The form's subject, in the revision that it is filled in with. */
  readonly subject: string;
  readonly name: string;
  /** What the form is filled in with at first. */
  readonly patches: readonly StackEntry[];
}

/** A new one, empty or with the patches of a plan; or one that is there. */
async function begun(deps: Deps, asker: Asker, subject: string): Promise<Begun> {
  if (subject === NEW) return { shown: null, subject, name: '', patches: [] };
  const plan = planIn(subject);
  if (plan !== null) {
    const request = parseOperationId(plan);
    if (request === null) throw unknown(deps);
    return { shown: null, subject, name: '', patches: await deps.desk.patchesOfPlan(asker.person, request) };
  }
  const shown = shownIn(deps, subject);
  const { stack, revision } = await deps.desk.stack(asker.person, shown.id);
  return { shown, subject: subjectOf({ id: stack.id, revision }), name: stack.name, patches: stack.updates };
}

function shownIn(deps: Deps, subject: string): FormSubject<StackId> {
  const parsed = parseSubject(subject, parseStackId);
  if (parsed === null) throw unknown(deps);
  return parsed;
}

function unknown(deps: Deps): PatchbayError {
  return new PatchbayError('PB304', { command: deps.desk.command, verb: 'stack' });
}

/** A new software stack, or another content for one: a patch a line, in the order of the install. */
export const stackForm: Form = {
  async draw(deps, asker, subject, again) {
    await deps.desk.demand(asker.person, 'approver');
    const { shown, subject: now, name, patches } = await begun(deps, asker, subject);
    const values = again === null ? stackFilled(name, patches) : stackSent(again.sent);
    const drawn = { subject: again?.sent.subject ?? now, note: again?.note ?? null };
    return stackModal(shown === null, values, drawn);
  },
  async submit(deps, asker, sent) {
    const { shown, patches } = await begun(deps, asker, sent.subject);
    const values = stackSent(sent);
    const form = { name: values.name, lines: stackLinesIn(values), shown: patches };
    const saved = await deps.desk.saveStack(asker, shown, form);
    return noticeModal(NOTICE.saved, stackSavedText(saved, deps.desk.command));
  },
};

export const deleteStackForm: Form = {
  async draw(deps, asker, subject, again) {
    await deps.desk.demand(asker.person, 'approver');
    const view = await deps.desk.stack(asker.person, shownIn(deps, subject).id);
    return deleteStackModal(view, again?.note ?? null);
  },
  async submit(deps, asker, sent) {
    const shown = shownIn(deps, sent.subject);
    const { stack } = await deps.desk.stack(asker.person, shown.id);
    await deps.desk.deleteStack(asker, shown);
    return noticeModal(NOTICE.deleted, deletedText(stack.name));
  },
};
