import type { ModalView } from '@slack/types';
import type { UpdateRow, UpdatesView } from '../../domain/views.js';
import { MODALS } from '../actions.js';
import { context, section } from '../blocks.js';
import { count, mrkdwn } from '../text.js';
import { type Choice, input, modal, radio, select } from './parts.js';
import { kbPrefix, whichPatches } from './which.js';

/** Step 2: which patches, for which WSUS group, and whether to approve them or to take the approval back. */
export function approveUpdatesModal(view: UpdatesView): ModalView {
  return modal({
    callback: MODALS.approveUpdates,
    title: 'Approve patches',
    submit: 'Continue',
    request: view.requestId,
    blocks: [
      section(mrkdwn`${count(view.rows.length, 'patch', 'patches')} on WSUS.`),
      ...whichPatches(view.rows.map(patchChoice)),
      input('group', 'WSUS group', select(groupChoices(view), 'Choose a group'), {
        hint: 'A group without an approval of its own takes that of the group above it.',
      }),
      input(
        'action',
        'Approval',
        radio([
          { value: 'install', text: 'Approve for installation' },
          { value: 'not-approved', text: 'Take the approval back' },
        ]),
      ),
      context(mrkdwn`An approval installs nothing by itself here: scan, approve the recommendations, then run.`),
    ],
  });
}

function patchChoice({ patch, neededBy }: UpdateRow): Choice {
  const kb = kbPrefix(patch);
  const need = neededBy === null ? 'need not known yet' : `needed by ${neededBy}`;
  return { value: patch.updateId, text: `${kb}${patch.title}`, description: `${patch.severity}; ${need}` };
}

function groupChoices(view: UpdatesView): readonly Choice[] {
  return view.groups.map((group) => ({ value: group.id, text: group.name }));
}
