import type { RebootBehavior } from '../../domain/patch.js';
import type { UpdateRow, UpdatesView } from '../../domain/views.js';
import { ACTIONS, say } from '../actions.js';
import { buttons, type Card, card, context, header, lineSections, section } from '../blocks.js';
import { count, join, list, type Mrkdwn, moment, mrkdwn, safe } from '../text.js';
import { isOpen, outcome, outcomeText } from './decision.js';
import { bySeverity, patchName, severityCounts } from './patch-line.js';

const MOST_ROWS = 20;
const REBOOT: Readonly<Record<RebootBehavior, string>> = {
  never: 'never restarts',
  'can-request': 'may restart',
  always: 'always restarts',
};

/** Patches on WSUS that wait for an approval. */
export function updatesCard(view: UpdatesView): Card {
  const rows = [...view.rows].sort((a, b) => bySeverity(a.patch.severity, b.patch.severity));
  const open = isOpen(view) && rows.length > 0;
  return card(join([summary(view), outcomeText(view)], ' '), [
    header('Patches to approve on WSUS'),
    section(summary(view)),
    ...lineSections(rows, rowLine, 6000, MOST_ROWS),
    context(syncText(view)),
    outcome(view),
    buttons(
      open
        ? [
            { text: 'Approve…', action: ACTIONS.approveUpdates, value: view.requestId, style: 'primary' },
            say('Show groups', 'groups'),
          ]
        : [say('Show updates again', 'updates')],
    ),
  ]);
}

function summary(view: UpdatesView): Mrkdwn {
  if (view.rows.length === 0) return mrkdwn`No patch waits for an approval on WSUS.`;
  const severe = severityCounts(view.rows.map((row) => row.patch.severity));
  const details = severe === '' ? mrkdwn`` : mrkdwn` (${severe})`;
  const wait = view.rows.length === 1 ? mrkdwn`waits` : mrkdwn`wait`;
  return mrkdwn`${count(view.rows.length, 'patch', 'patches')}${details} ${wait} for an approval on WSUS. Only approved patches are scanned for.`;
}

function rowLine({ patch, approvedFor, neededBy }: UpdateRow): Mrkdwn {
  const products = list(
    patch.products.map((product) => safe(product, 40)),
    2,
  );
  const approved = list(
    approvedFor.map((group) => safe(group, 40)),
    3,
  );
  const facts = [
    products,
    safe(REBOOT[patch.rebootBehavior]),
    patch.impact === 'exclusive' ? mrkdwn`installed alone` : mrkdwn``,
    patch.needsUserInput ? mrkdwn`needs user input` : mrkdwn``,
    neededBy === null ? mrkdwn`need unknown until approved` : mrkdwn`needed by ${count(neededBy, 'computer')}`,
    approved === '' ? mrkdwn`` : mrkdwn`approved for ${approved}`,
  ];
  return mrkdwn`• ${patchName(patch)} (${join(facts, '; ')})`;
}

function syncText(view: UpdatesView): Mrkdwn {
  if (view.lastSync === null) return mrkdwn`WSUS has not synchronized yet.`;
  return mrkdwn`WSUS synchronized ${moment(view.lastSync.endedAt)}: ${safe(view.lastSync.result)}.`;
}
