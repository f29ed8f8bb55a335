import type { UpdatesView } from '../../domain/views.js';
import { ACTIONS, say } from '../actions.js';
import { type ButtonSpec, buttons, type Card, card, context, header, lineSections, section } from '../blocks.js';
import { join } from '../text.js';
import { outcomeText } from '../words/decisions.js';
import { LABELS } from '../words/labels.js';
import { bySeverity } from '../words/patches.js';
import { filterLine, needLine, syncLine, updateLine, updatesHead, updatesSummary } from '../words/updates.js';
import { isOpen, outcome } from './decision.js';

const MOST_ROWS = 20;

/** Patches on WSUS that wait for an approval, or others that a filter asks for. */
export function updatesCard(view: UpdatesView): Card {
  const rows = [...view.rows].sort((a, b) => bySeverity(a.patch.severity, b.patch.severity));
  return card(join([updatesSummary(view), outcomeText(view)], ' '), [
    header(updatesHead(view.filter)),
    section(updatesSummary(view)),
    ...lineSections(rows, updateLine, 6000, MOST_ROWS),
    context(filterLine(view.filter, view.command)),
    context(join([needLine(view), syncLine(view)], '\n')),
    outcome(view),
    buttons(
      isOpen(view) && rows.length > 0 ? openButtons(view) : [say(LABELS.showAgain, 'updates'), filterButton(view)],
    ),
  ]);
}

function openButtons(view: UpdatesView): readonly (ButtonSpec | null)[] {
  const value = view.requestId;
  const isDeclined = view.filter.status === 'declined';
  return [
    isDeclined ? null : { text: LABELS.approveOnWsus, action: ACTIONS.approveUpdates, value, style: 'primary' },
    filterButton(view),
    isDeclined ? null : { text: LABELS.decline, action: ACTIONS.declineUpdates, value },
    say(LABELS.showGroups, 'groups'),
  ];
}

function filterButton(view: UpdatesView): ButtonSpec {
  return { text: LABELS.filter, action: ACTIONS.filterUpdates, value: view.requestId };
}
