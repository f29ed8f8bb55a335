import type { UpdatesView } from '../../domain/views.js';
import { ACTIONS, say } from '../actions.js';
import {
  type ButtonSpec,
  buttons,
  type Card,
  card,
  context,
  header,
  lineSections,
  optionalContext,
  section,
} from '../blocks.js';
import { join } from '../text.js';
import { outcomeText } from '../words/decisions.js';
import { LABELS } from '../words/labels.js';
import { bySeverity } from '../words/patches.js';
import {
  filterLine,
  needLine,
  shownLine,
  syncLine,
  updateLine,
  updatesHead,
  updatesSummary,
} from '../words/updates.js';
import { isOpen, outcome } from './decision.js';

/** What is more is on the next page: a list is not longer than a screen. */
const PAGE = 8;

/** Patches on WSUS that wait for an approval, or others that a filter asks for. */
export function updatesCard(view: UpdatesView): Card {
  const rows = [...view.rows].sort((a, b) => bySeverity(a.patch.severity, b.patch.severity));
  const page = Math.max(0, Math.min(view.page, Math.ceil(rows.length / PAGE) - 1));
  const shown = rows.slice(page * PAGE, (page + 1) * PAGE);
  return card(join([updatesSummary(view), outcomeText(view)], ' '), [
    header(updatesHead(view.filter)),
    section(updatesSummary(view)),
    ...lineSections(shown, updateLine, 6000, PAGE),
    optionalContext(shownLine(page * PAGE, shown.length, rows.length)),
    buttons(turns(view, page)),
    context(filterLine(view.filter, view.command)),
    context(join([needLine(view), syncLine(view)], '\n')),
    outcome(view),
    buttons(
      isOpen(view) && rows.length > 0 ? openButtons(view) : [say(LABELS.showAgain, 'updates'), filterButton(view)],
    ),
  ]);
}

function turns({ requestId, rows }: UpdatesView, page: number): readonly (ButtonSpec | null)[] {
  const hasNext = (page + 1) * PAGE < rows.length;
  return [
    page === 0
      ? null
      : { text: LABELS.previousPage, action: ACTIONS.previousUpdates, value: `${requestId} ${page - 1}` },
    hasNext ? { text: LABELS.nextPage, action: ACTIONS.nextUpdates, value: `${requestId} ${page + 1}` } : null,
  ];
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
