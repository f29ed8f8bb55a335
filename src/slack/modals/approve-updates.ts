import type { ModalView } from '@slack/types';
import { type Instant, parseUpdateId, type UpdateId } from '../../domain/ids.js';
import type { UpdateRow, UpdatesView } from '../../domain/views.js';
import { MODALS } from '../actions.js';
import { context, section } from '../blocks.js';
import { patchLabel } from '../words/patches.js';
import { APPROVE_MODAL, DECLINE_MODAL, patchChoiceText, patchesOnWsus } from '../words/updates.js';
import { type Choice, INPUT, input, modal, multiSelect, offeredIn, radio } from './parts.js';
import type { Submitted } from './submitted.js';
import { chosenOf, isWhich, whichPatches } from './which.js';

/** Step 2: which patches, for which WSUS group, and whether to approve them or to take the approval back. */
export function approveUpdatesModal(view: UpdatesView): ModalView {
  return modal({
    callback: MODALS.approveUpdates,
    title: APPROVE_MODAL.title,
    submit: APPROVE_MODAL.submit,
    request: view.requestId,
    blocks: [
      section(patchesOnWsus(view.rows.length)),
      ...whichPatches(view.rows.map(patchChoice)),
      input('groups', APPROVE_MODAL.group, groupSelect(view), {
        hint: APPROVE_MODAL.groupHint,
      }),
      input('action', APPROVE_MODAL.action, radio(actionChoices(view))),
      input(
        'deadline',
        APPROVE_MODAL.deadline,
        { type: 'datetimepicker', action_id: INPUT },
        {
          optional: true,
          hint: APPROVE_MODAL.deadlineHint,
        },
      ),
      context(APPROVE_MODAL.note),
    ],
  });
}

/** What most come for is chosen already. */
function actionChoices(view: UpdatesView): readonly [Choice, ...Choice[]] {
  const install = { value: 'install', text: APPROVE_MODAL.install };
  const takeBack = { value: 'not-approved', text: APPROVE_MODAL.takeBack };
  const uninstall = { value: 'uninstall', text: APPROVE_MODAL.uninstall };
  return view.filter.status === 'approved' ? [takeBack, uninstall, install] : [install, uninstall, takeBack];
}

/** For the whole server: it takes a tick of its own. */
export function declineUpdatesModal(view: UpdatesView): ModalView {
  const sure = [{ text: { type: 'plain_text' as const, text: DECLINE_MODAL.sureOption }, value: 'sure' }];
  return modal({
    callback: MODALS.declineUpdates,
    title: DECLINE_MODAL.title,
    submit: DECLINE_MODAL.submit,
    request: view.requestId,
    blocks: [
      section(DECLINE_MODAL.warning),
      ...whichPatches(view.rows.map(patchChoice), 'only'),
      input('sure', DECLINE_MODAL.sure, { type: 'checkboxes', action_id: INPUT, options: sure }),
    ],
  });
}

function patchChoice({ patch, neededBy }: UpdateRow): Choice {
  return {
    value: patch.updateId,
    text: patchLabel(patch),
    description: patchChoiceText(patch, neededBy),
  };
}

/** One of several, or more; where there is only one, it is chosen. */
function groupSelect(view: UpdatesView) {
  const choices = view.groups.map((group) => ({ value: group.id, text: group.name }));
  const element = multiSelect(choices, APPROVE_MODAL.groupPlaceholder);
  const [first, ...others] = offeredIn(element);
  return first === undefined || others.length > 0 ? element : { ...element, initial_options: [first] };
}

/** Null where the values are none of ours. */
export interface UpdatesAnswer {
  readonly updates: readonly UpdateId[];
  readonly wsusGroups: readonly string[];
  readonly action: 'install' | 'uninstall' | 'not-approved' | 'decline';
  readonly deadline: Instant | null;
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function isKind(action: string | null): action is 'install' | 'uninstall' | 'not-approved' {
  return action === 'install' || action === 'uninstall' || action === 'not-approved';
}

/** @returns null where the view holds what ours cannot */
export function readUpdatesAnswer(submitted: Submitted, view: UpdatesView): UpdatesAnswer | null {
  const updates = chosenIn(submitted, view);
  const wsusGroups = submitted.many('groups');
  const action = submitted.one('action');
  if (updates === null || !wsusGroups.every((id) => GUID.test(id)) || !isKind(action)) return null;
  return { updates, wsusGroups, action, deadline: submitted.moment('deadline') };
}

/** @returns null where the view holds what ours cannot, or nobody was sure */
export function readDeclineUpdatesAnswer(submitted: Submitted, view: UpdatesView): UpdatesAnswer | null {
  const updates = chosenIn(submitted, view);
  if (updates === null || !submitted.many('sure').includes('sure')) return null;
  return { updates, wsusGroups: [], action: 'decline', deadline: null };
}

/** One unreadable id makes the whole answer unreadable: half a choice is not what was chosen. */
function chosenIn(submitted: Submitted, view: UpdatesView): readonly UpdateId[] | null {
  const which = submitted.one('which');
  const chosen = submitted.many('updates').map(parseUpdateId);
  if (!isWhich(which) || chosen.includes(null)) return null;
  return chosenOf(
    which,
    chosen.filter((id) => id !== null),
    view.rows.map(({ patch }) => patch.updateId),
  );
}
