import { PatchbayError } from '../../src/domain/errors.js';
import type { PatchGroupView } from '../../src/domain/group-views.js';
import { parseKb, parseUpdateId } from '../../src/domain/ids.js';
import { noticeModal } from '../../src/slack/modals/parts.js';
import {
  deletePatchGroupModal,
  denyIn,
  denyModal,
  denySent,
  liftModal,
  patchGroupIn as patchGroupForm_,
  patchGroupModal,
  patchGroupOf,
  patchGroupSent,
} from '../../src/slack/modals/patch-groups.js';
import { subjectOf } from '../../src/slack/modals/subject.js';
import { NOTICE } from '../../src/slack/words/forms.js';
import { deletedText, denySavedText, patchGroupSavedText } from '../../src/slack/words/groups.js';
import type { Asker } from '../../src/workflows/desk.js';
import type { Deps } from '../guard.js';
import type { Form } from './form.js';
import { patchGroupIn } from './subjects.js';

const NEW = 'new';

function viewOf(deps: Deps, asker: Asker, subject: string): Promise<PatchGroupView | null> {
  if (subject === NEW) return Promise.resolve(null);
  return deps.desk.patchGroup(asker.person, patchGroupIn(deps, subject).id);
}

/** A new patch group, or another content for one. */
export const patchGroupForm: Form = {
  async draw(deps, asker, subject, again) {
    await deps.desk.demand(asker.person, 'approver');
    const view = await viewOf(deps, asker, subject);
    const values = again === null ? patchGroupOf(view) : patchGroupSent(again.sent);
    const now = view === null ? NEW : subjectOf({ id: view.patchGroup.id, revision: view.revision });
    const drawn = { subject: again?.sent.subject ?? now, note: again?.note ?? null };
    return patchGroupModal(view, values, await deps.desk.patchWords(), drawn);
  },
  async submit(deps, asker, sent) {
    const view = await viewOf(deps, asker, sent.subject);
    const form = patchGroupForm_(patchGroupSent(sent), await deps.desk.patchWords(), view);
    const shown = sent.subject === NEW ? null : patchGroupIn(deps, sent.subject);
    const saved = await deps.desk.savePatchGroup(asker, shown, form);
    return noticeModal(NOTICE.saved, patchGroupSavedText(saved, deps.desk.command));
  },
};

export const deletePatchGroupForm: Form = {
  async draw(deps, asker, subject, again) {
    await deps.desk.demand(asker.person, 'approver');
    const view = await deps.desk.patchGroup(asker.person, patchGroupIn(deps, subject).id);
    return deletePatchGroupModal(view, again?.note ?? null);
  },
  async submit(deps, asker, sent) {
    const shown = patchGroupIn(deps, sent.subject);
    const { patchGroup } = await deps.desk.patchGroup(asker.person, shown.id);
    await deps.desk.deletePatchGroup(asker, shown);
    return noticeModal(NOTICE.deleted, deletedText(patchGroup.name));
  },
};

/** *Deny*: also for patches that were named before, in a sentence. */
export const denyForm: Form = {
  async draw(deps, asker, subject, again) {
    await deps.desk.demand(asker.person, 'approver');
    const named = subject.split(' ').filter((word) => parseKb(word) !== null || parseUpdateId(word) !== null);
    const empty = { chosen: [], typed: named, reason: '', lastDay: null };
    const values = again === null ? empty : denySent(again.sent);
    return denyModal(values, { subject: NEW, note: again?.note ?? null });
  },
  async submit(deps, asker, sent) {
    const { denials } = await deps.desk.deny(asker, denyIn(denySent(sent)));
    return noticeModal(NOTICE.saved, denySavedText(denials, deps.desk.command));
  },
};

export const liftForm: Form = {
  async draw(deps, asker, subject, again) {
    await deps.desk.demand(asker.person, 'approver');
    if (parseKb(subject) === null && parseUpdateId(subject) === null)
      throw new PatchbayError('PB304', { command: deps.desk.command, verb: 'deny' });
    return liftModal(subject, again?.sent.text('reason') ?? '', again?.note ?? null);
  },
  async submit(deps, asker, sent) {
    const { denials } = await deps.desk.lift(asker, [sent.subject], sent.text('reason'));
    return noticeModal(NOTICE.saved, denySavedText(denials, deps.desk.command));
  },
};
