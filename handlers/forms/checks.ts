import { PatchbayError } from '../../src/domain/errors.js';
import { type GroupId, parseGroupId } from '../../src/domain/ids.js';
import {
  automaticModal,
  checkIn,
  checkModal,
  checkOf,
  checkSent,
  copyModal,
  deleteCheckModal,
  modelIn,
  modelModal,
} from '../../src/slack/modals/group-checks.js';
import { NO_PATCH_GROUP } from '../../src/slack/words/group-forms.js';
import type { Form } from './form.js';
import { editable, groupIn, lineIn, savedModal, shownAs } from './subjects.js';

/** *New Compliance Check > Patch Check*, and *Edit* of one that is there. */
export const checkForm: Form = {
  async draw(deps, asker, subject, again) {
    const view = await editable(deps, asker, subject);
    const { rest } = groupIn(deps, subject);
    const line = rest === '' ? null : lineIn(deps, view, rest);
    const values = again === null ? checkOf(line) : checkSent(again.sent);
    return checkModal(line, values, { subject: shownAs(view, again, rest), note: again?.note ?? null });
  },
  async submit(deps, asker, sent) {
    const { rest, ...shown } = groupIn(deps, sent.subject);
    const form = checkIn(checkSent(sent), rest === '' ? null : rest);
    if (form === null) throw new PatchbayError('PB113', { what: NO_PATCH_GROUP });
    return savedModal(deps, await deps.desk.saveCheck(asker, shown, form));
  },
};

/** *Copy Checks*: also of one check alone, where its own menu asks. */
export const copyForm: Form = {
  async draw(deps, asker, subject, again) {
    const view = await editable(deps, asker, subject);
    const { rest } = groupIn(deps, subject);
    const chosen = again === null ? [rest] : again.sent.many('checks');
    const to = again?.sent.choices('to')[0] ?? null;
    return copyModal(view, chosen, to, { subject: shownAs(view, again, rest), note: again?.note ?? null });
  },
  async submit(deps, asker, sent) {
    const to = parseGroupId(sent.one('to')) ?? ('' as GroupId);
    const checks = sent.many('checks');
    return savedModal(deps, await deps.desk.copyChecks(asker, groupIn(deps, sent.subject).id, { checks, to }));
  },
};

/** *New Checks from Model Computer*. */
export const modelForm: Form = {
  async draw(deps, asker, subject, again) {
    const view = await editable(deps, asker, subject);
    const computer = again?.sent.choices('computer')[0] ?? null;
    return modelModal(computer, { subject: shownAs(view, again), note: again?.note ?? null });
  },
  async submit(deps, asker, sent) {
    const { rest: _, ...shown } = groupIn(deps, sent.subject);
    return savedModal(deps, await deps.desk.checkFromModel(asker, shown, modelIn(sent)));
  },
};

/** *Enable Automatic Approval*, and its end. */
export const automaticForm: Form = {
  async draw(deps, asker, subject, again) {
    const view = await editable(deps, asker, subject);
    const { id, rest } = groupIn(deps, subject);
    const line = lineIn(deps, view, rest);
    if (!line.check.automaticApproval) await deps.desk.demand(asker.person, 'approver', id);
    return automaticModal(view, line, again?.note ?? null);
  },
  async submit(deps, asker, sent) {
    const { rest: check, ...shown } = groupIn(deps, sent.subject);
    const view = await deps.desk.group(asker.person, shown.id);
    // What was asked was about the revision that the form shows: another one is refused by it.
    const automatic = !lineIn(deps, view, check).check.automaticApproval;
    return savedModal(deps, await deps.desk.setAutomatic(asker, shown, { check, automatic }));
  },
};

export const deleteCheckForm: Form = {
  async draw(deps, asker, subject, again) {
    const view = await editable(deps, asker, subject);
    return deleteCheckModal(view, lineIn(deps, view, groupIn(deps, subject).rest), again?.note ?? null);
  },
  async submit(deps, asker, sent) {
    const { rest: check, ...shown } = groupIn(deps, sent.subject);
    return savedModal(deps, await deps.desk.deleteCheck(asker, shown, check));
  },
};
