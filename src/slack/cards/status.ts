import { parseGroupId } from '../../domain/ids.js';
import type { StatusRow, StatusView } from '../../domain/views.js';
import { say } from '../actions.js';
import { type ButtonSpec, buttons, type Card, card, context, header, lineSections, section } from '../blocks.js';
import { join } from '../text.js';
import { LABELS } from '../words/labels.js';
import { asOfText, openLine, reachedText, statusHead, statusLine, statusSummary } from '../words/status.js';
import { stoppedText } from '../words/trust.js';
import { findingLine } from '../words/wsus.js';

const WORST_FIRST = { 'not compliant': 0, unknown: 1, compliant: 2 } as const;

/** So many accounts that are stopped are told of. */
const MOST_STOPPED = 5;

/** Compliance, computer by computer: those that need somebody first. */
export function statusCard(view: StatusView, scope: string | null): Card {
  const rows = [...view.rows].sort((a, b) => WORST_FIRST[stateOf(a)] - WORST_FIRST[stateOf(b)]);
  const only = rows.length === 1 ? rows[0] : undefined;
  return card(statusSummary(view), [
    header(statusHead(view)),
    section(statusSummary(view)),
    ...view.stopped.slice(0, MOST_STOPPED).map((one) => section(stoppedText(one))),
    ...lineSections(view.wsus, findingLine, 3500, 10),
    ...lineSections(rows, (row) => statusLine(row, stateOf(row)), 5000, 30),
    ...(only === undefined ? [] : lineSections(only.open, openLine, 3500, 20)),
    context(only === undefined ? asOfText(view) : join([asOfText(view), reachedText(only)], ' ')),
    buttons(nextSteps(scope)),
  ]);
}

function stateOf(row: StatusRow): keyof typeof WORST_FIRST {
  return row.compliance?.state ?? 'unknown';
}

function nextSteps(scope: string | null): readonly ButtonSpec[] {
  const group = scope === null ? null : parseGroupId(scope);
  if (group === null) return [say(LABELS.showGroups, 'groups'), say(LABELS.showTasks, 'tasks')];
  return [say(LABELS.scan, `scan ${group}`), say(LABELS.showRecommendations, `recommendations ${group}`)];
}
