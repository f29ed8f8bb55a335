import { createHash } from 'node:crypto';
import type { ModalView } from '@slack/types';
import { PatchbayError } from '../../src/domain/errors.js';
import type { MembersForm, MembersPreview } from '../../src/domain/group-views.js';
import type { Filled } from '../../src/slack/modals/filled.js';
import { membersIn, membersModal, membersOf } from '../../src/slack/modals/groups.js';
import { subjectOf } from '../../src/slack/modals/subject.js';
import { NO_NAME } from '../../src/slack/words/group-forms.js';
import type { Form } from './form.js';
import { editable, groupIn, savedModal, shownAs } from './subjects.js';

/** Nothing is saved that its person has not seen the outcome of: the form is submitted twice. */

/** Of what is filled in: what was looked at is what is saved. */
function fingerprint(name: string, form: MembersForm): string {
  return createHash('sha256')
    .update(JSON.stringify([name, form]))
    .digest('base64url')
    .slice(0, 16);
}

const NONE: MembersForm = { add: [], remove: [], names: [], systems: [], wsusGroups: [] };

/** Whether these very members were shown, and a doubt about them was answered. */
function isSure(sent: Filled, preview: MembersPreview, seen: string, print: string): boolean {
  return seen === print && (preview.doubt === null || sent.isTicked('sure'));
}

/** *Computers*: members by hand and by rule. */
export const membersForm: Form = {
  async draw(deps, asker, subject, again) {
    const view = await editable(deps, asker, subject);
    const { id, revision } = groupIn(deps, again === null ? shownAs(view, null) : again.sent.subject);
    const values = again === null ? membersOf(view) : membersIn(again.sent);
    const note = again?.note ?? null;
    return membersModal(values, { subject: subjectOf({ id, revision }), note, name: null, preview: null });
  },
  async submit(deps, asker, sent) {
    const { rest, ...shown } = groupIn(deps, sent.subject);
    await deps.desk.demandEdit(asker.person, shown.id);
    const form = membersIn(sent);
    const preview = await deps.desk.previewMembers(shown, form);
    const print = fingerprint('', form);
    if (isSure(sent, preview, rest, print)) return savedModal(deps, await deps.desk.editMembers(asker, shown, form));
    return shownFirst(form, preview, { subject: subjectOf(shown, print), name: null });
  },
};

/** *New group*: its name and its members. */
export const newGroupForm: Form = {
  async draw(deps, asker, _subject, again) {
    await deps.desk.demand(asker.person, 'admin');
    const values = again === null ? NONE : membersIn(again.sent);
    const name = again?.sent.text('name') ?? '';
    return membersModal(values, { subject: 'new', note: again?.note ?? null, name, preview: null });
  },
  async submit(deps, asker, sent) {
    await deps.desk.demand(asker.person, 'admin');
    const name = sent.text('name');
    const form = membersIn(sent);
    if (name === '') throw new PatchbayError('PB113', { what: NO_NAME });
    const preview = await deps.desk.previewMembers(null, form);
    const print = fingerprint(name, form);
    if (isSure(sent, preview, sent.subject, print))
      return savedModal(deps, await deps.desk.createGroup(asker, name, form));
    return shownFirst(form, preview, { subject: print, name });
  },
};

function shownFirst(
  form: MembersForm,
  preview: MembersPreview,
  about: { readonly subject: string; readonly name: string | null },
): ModalView {
  return membersModal(form, { ...about, preview, note: null });
}
