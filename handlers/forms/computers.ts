import { PatchbayError } from '../../src/domain/errors.js';
import { type ComputerId, parseComputerId } from '../../src/domain/ids.js';
import { renameModal, renameSent, retireModal } from '../../src/slack/modals/computers.js';
import { noticeModal } from '../../src/slack/modals/parts.js';
import { COMPUTER_NOTICE, renamedText, retiredText } from '../../src/slack/words/computers.js';
import type { Deps } from '../guard.js';
import type { Form } from './form.js';

/** *Rename…* of a computer's page: its name and its address. */
export const renameForm: Form = {
  async draw(deps, asker, subject, again) {
    await deps.desk.demand(asker.person, 'admin');
    const view = await deps.desk.computer(asker.person, computerIn(deps, subject));
    return renameModal(view, again?.sent ?? null, again?.note ?? null);
  },
  async submit(deps, asker, sent) {
    const id = await deps.desk.rename(asker, renameSent(computerIn(deps, sent.subject), sent));
    const view = await deps.desk.computer(asker.person, id);
    return noticeModal(COMPUTER_NOTICE.renamed, renamedText(view));
  },
};

export const retireForm: Form = {
  async draw(deps, asker, subject, again) {
    await deps.desk.demand(asker.person, 'admin');
    return retireModal(computerIn(deps, subject), again?.note ?? null);
  },
  async submit(deps, asker, sent) {
    const id = computerIn(deps, sent.subject);
    await deps.desk.retire(asker, id);
    return noticeModal(COMPUTER_NOTICE.retired, retiredText(id, deps.desk.command));
  },
};

function computerIn(deps: Deps, subject: string): ComputerId {
  const id = parseComputerId(subject);
  if (id === null) throw new PatchbayError('PB304', { command: deps.desk.command, verb: 'computers' });
  return id;
}
