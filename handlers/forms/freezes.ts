import { PatchbayError } from '../../src/domain/errors.js';
import { noticeModal } from '../../src/slack/modals/parts.js';
import { freezeIn, freezeModal, freezeSent, liftFreezeModal } from '../../src/slack/modals/window-freeze.js';
import { NOTICE } from '../../src/slack/words/forms.js';
import { frozenText, liftedText, NO_MOMENT } from '../../src/slack/words/windows.js';
import type { Form } from './form.js';

/** *New freeze*. */
export const freezeForm: Form = {
  async draw(deps, asker, _subject, again) {
    await deps.desk.demand(asker.person, 'admin');
    const empty = { group: null, from: null, to: null, reason: '' };
    return freezeModal(again === null ? empty : freezeSent(again.sent), again?.note ?? null);
  },
  async submit(deps, asker, sent) {
    const form = freezeIn(freezeSent(sent));
    if (form === null) throw new PatchbayError('PB113', { what: NO_MOMENT });
    return noticeModal(NOTICE.frozen, frozenText(await deps.desk.addFreeze(asker, form), deps.desk.command));
  },
};

export const liftFreezeForm: Form = {
  async draw(deps, asker, subject, again) {
    await deps.desk.demand(asker.person, 'admin');
    const { freezes } = await deps.desk.freezes(asker.person);
    const found = freezes.find(({ freeze }) => freeze.id === subject);
    if (found === undefined) throw new PatchbayError('PB335', { command: deps.desk.command });
    return liftFreezeModal(found.freeze, again?.note ?? null);
  },
  async submit(deps, asker, sent) {
    return noticeModal(NOTICE.lifted, liftedText(await deps.desk.liftFreeze(asker, sent.subject)));
  },
};
