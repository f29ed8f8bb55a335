import {
  deleteGroupModal,
  groupModal,
  groupIn as groupSent,
  noticesIn,
  noticesModal,
  noticesOf,
  noticesSent,
} from '../../src/slack/modals/groups.js';
import { noticeModal } from '../../src/slack/modals/parts.js';
import { NOTICE } from '../../src/slack/words/forms.js';
import { deletedText } from '../../src/slack/words/groups.js';
import type { Form } from './form.js';
import { editable, groupIn, savedModal, shownAs } from './subjects.js';

/** What is shown to administrators alone. */
const NOT_SAID = { allowDrivers: null, allowUpgrades: null, owners: null };

/** *Edit*: name, restarts, rollout; and for administrators who owns it. */
export const groupForm: Form = {
  async draw(deps, asker, subject, again) {
    const view = await editable(deps, asker, subject);
    const { name, restart, restartDeferMinutes, rollout } = view.group;
    const isAdmin = (await deps.desk.rolesOf(asker.person)).includes('admin');
    const { allowDrivers, allowUpgrades, owners } = isAdmin ? view.group : NOT_SAID;
    const now = { name, restart, restartDeferMinutes, allowDrivers, allowUpgrades, rollout, owners };
    const drawn = { subject: shownAs(view, again), note: again?.note ?? null };
    return groupModal(view, again === null ? now : groupSent(again.sent), drawn);
  },
  async submit(deps, asker, sent) {
    return savedModal(deps, await deps.desk.editGroup(asker, groupIn(deps, sent.subject), groupSent(sent)));
  },
};

/** *Notification setup*. */
export const noticesForm: Form = {
  async draw(deps, asker, subject, again) {
    const view = await editable(deps, asker, subject);
    const values = again === null ? noticesOf(view) : noticesSent(again.sent);
    return noticesModal(values, { subject: shownAs(view, again), note: again?.note ?? null });
  },
  async submit(deps, asker, sent) {
    const form = noticesIn(noticesSent(sent));
    return savedModal(deps, await deps.desk.editNotices(asker, groupIn(deps, sent.subject), form));
  },
};

/** *Delete*: asks with what would go. */
export const deleteGroupForm: Form = {
  async draw(deps, asker, subject, again) {
    return deleteGroupModal(await editable(deps, asker, subject), again?.note ?? null);
  },
  async submit(deps, asker, sent) {
    const shown = groupIn(deps, sent.subject);
    const { group } = await deps.desk.group(asker.person, shown.id);
    await deps.desk.deleteGroup(asker, shown);
    return noticeModal(NOTICE.deleted, deletedText(group.name));
  },
};
