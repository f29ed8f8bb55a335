import type { ComputerId } from '../../domain/ids.js';
import { RECOMMENDATION_STATES, type RecommendationState, stateAfter } from '../../domain/recommendation.js';
import type { RecommendationRow, RecommendationsView } from '../../domain/views.js';
import { ACTIONS, say } from '../actions.js';
import { type ButtonSpec, buttons, type Card, card, context, header, lineSections, section } from '../blocks.js';
import { count, join, type Mrkdwn, mrkdwn, safe } from '../text.js';
import { isOpen, outcome, outcomeText } from './decision.js';
import { bySeverity, patchName, severityCounts } from './patch-line.js';

const MOST_ROWS = 20;

/** A group's recommendations by patch: approve all, review, or go on to the plan. */
export function recommendationsCard(view: RecommendationsView): Card {
  const rows = [...view.rows].sort((a, b) => bySeverity(a.severity, b.severity));
  return card(join([summary(view), outcomeText(view)], ' '), [
    header(`Recommendations · ${view.groupName}`),
    section(join([summary(view), stateCounts(view.counts)], '\n')),
    ...lineSections(rows, rowLine, 6000, MOST_ROWS),
    context(mrkdwn`Approving installs nothing: a run does, after it has shown its plan.`),
    outcome(view),
    buttons(actions(view)),
  ]);
}

function actions(view: RecommendationsView): readonly (ButtonSpec | null)[] {
  const again = say('Show again', `recommendations ${view.groupId}`);
  const plan = (view.counts.Approved ?? 0) > 0 ? say('Plan the run', `run ${view.groupId}`) : null;
  if (!isOpen(view)) return [plan, view.stale ? again : null];
  const opened = decidableRows(view);
  if (opened.length === 0) return [plan, say('Scan', `scan ${view.groupId}`)];
  return [approveAll(view, opened), { text: 'Review…', action: ACTIONS.review, value: view.requestId }, plan];
}

function approveAll(view: RecommendationsView, opened: readonly RecommendationRow[]): ButtonSpec {
  return {
    text: `Approve all ${opened.length}`,
    action: ACTIONS.approveAll,
    value: view.requestId,
    style: 'primary',
    confirm: {
      title: `Approve ${count(opened.length, 'patch', 'patches')} for ${view.groupName}?`,
      text: mrkdwn`${openedText(opened)} Nothing is installed until somebody runs it.`,
      yes: 'Approve',
    },
  };
}

/** Approving moves what is Opened, and what Failed once more. */
function canApprove(computer: RecommendationRow['computers'][number]): boolean {
  return stateAfter(computer.state, 'approve') !== null;
}

/** The rows that approving would move. The wish for a scan is not approved but scanned. */
export function decidableRows(view: RecommendationsView): readonly RecommendationRow[] {
  return view.rows.filter((row) => row.updateId !== null && row.computers.some(canApprove));
}

/** The computers that approving would concern. */
export function decidableComputers(rows: readonly RecommendationRow[]): readonly ComputerId[] {
  const all = rows.flatMap((row) => row.computers.filter(canApprove).map(({ computerId }) => computerId));
  return [...new Set(all)].sort();
}

function openedText(rows: readonly RecommendationRow[]): Mrkdwn {
  const computers = decidableComputers(rows);
  const severe = severityCounts(rows.map((row) => row.severity));
  const restarting = rows.filter((row) => row.mayRestart).length;
  const details = join([severe, restarting === 0 ? mrkdwn`` : mrkdwn`${restarting} may restart`], ', ');
  const bracket = details === '' ? mrkdwn`` : mrkdwn` (${details})`;
  return mrkdwn`${count(rows.length, 'patch', 'patches')}${bracket} on ${count(computers.length, 'computer')}.`;
}

function summary(view: RecommendationsView): Mrkdwn {
  const group = safe(view.groupName, 100);
  const opened = decidableRows(view);
  if (opened.length > 0) return mrkdwn`${group}: to approve: ${openedText(opened)}`;
  if (view.rows.length === 0)
    return mrkdwn`${group} has no open recommendation on ${count(view.computers, 'computer')}.`;
  return mrkdwn`${group}: nothing is left to approve.`;
}

function stateCounts(counts: RecommendationsView['counts']): Mrkdwn {
  const parts = RECOMMENDATION_STATES.filter((state) => (counts[state] ?? 0) > 0).map(
    (state) => mrkdwn`${safe(state)} ${counts[state] ?? 0}`,
  );
  return join(parts, ' · ');
}

function rowLine(row: RecommendationRow): Mrkdwn {
  const name = row.updateId === null ? mrkdwn`Run patch discovery scan again.` : patchName(row);
  const states = new Map<RecommendationState, number>();
  for (const { state } of row.computers) states.set(state, (states.get(state) ?? 0) + 1);
  const facts = [
    count(row.computers.length, 'computer'),
    join(
      [...states].map(([state, number]) => mrkdwn`${number} ${safe(state)}`),
      ', ',
    ),
    row.mayRestart ? mrkdwn`may restart` : mrkdwn``,
    row.computers.some((computer) => computer.cameBack) ? mrkdwn`came back` : mrkdwn``,
    reasons(row),
  ];
  return mrkdwn`• ${name} (${join(facts, '; ')})`;
}

/** Why some failed: the first reason stands for the others. */
function reasons(row: RecommendationRow): Mrkdwn {
  const reason = row.computers.find((computer) => computer.state === 'Failed' && computer.reason !== null)?.reason;
  return reason === undefined || reason === null ? mrkdwn`` : mrkdwn`failed: ${safe(reason, 100)}`;
}
