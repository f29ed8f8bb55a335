import { parseGroupId } from '../../domain/ids.js';
import { RECOMMENDATION_STATES, type Recommendation, recommendationText } from '../../domain/recommendation.js';
import type { StatusRow, StatusView } from '../../domain/views.js';
import { say } from '../actions.js';
import { type ButtonSpec, buttons, type Card, card, context, header, lineSections, section } from '../blocks.js';
import { bold, code, join, list, type Mrkdwn, moment, mrkdwn, safe } from '../text.js';

const WORST_FIRST = { 'not compliant': 0, unknown: 1, compliant: 2 } as const;

/** Compliance, computer by computer: those that need somebody first. */
export function statusCard(view: StatusView, scope: string | null): Card {
  const rows = [...view.rows].sort((a, b) => WORST_FIRST[stateOf(a)] - WORST_FIRST[stateOf(b)]);
  const only = rows.length === 1 ? rows[0] : undefined;
  return card(summary(view), [
    header(`Status · ${view.title}`),
    section(summary(view)),
    ...lineSections(rows, rowLine, 5000, 30),
    ...(only === undefined ? [] : lineSections(only.open, openLine, 3500, 20)),
    context(view.asOf === null ? mrkdwn`Nothing was checked yet.` : mrkdwn`As of ${moment(view.asOf)}.`),
    buttons(nextSteps(scope)),
  ]);
}

function summary(view: StatusView): Mrkdwn {
  const word = view.of > 0 && view.compliant === view.of ? mrkdwn`Compliant` : mrkdwn`Not compliant`;
  return mrkdwn`${safe(view.title, 100)}: ${bold(word)}, ${view.compliant}/${view.of} computers are compliant.`;
}

function stateOf(row: StatusRow): keyof typeof WORST_FIRST {
  return row.compliance?.state ?? 'unknown';
}

function rowLine(row: StatusRow): Mrkdwn {
  const missing = row.compliance?.missing ?? 0;
  const reasons = list(
    (row.compliance?.reasons ?? []).map((reason) => safe(reason, 120)),
    2,
  );
  const states = RECOMMENDATION_STATES.filter((state) => (row.counts[state] ?? 0) > 0).map(
    (state) => mrkdwn`${safe(state)} ${row.counts[state] ?? 0}`,
  );
  const facts = [
    missing > 0 ? mrkdwn`${missing} missing` : mrkdwn``,
    reasons,
    join(states, ', '),
    row.busyWith === null ? mrkdwn`` : mrkdwn`busy with task ${safe(row.busyWith)}`,
    row.scannedAt === null ? mrkdwn`never scanned` : mrkdwn`scanned ${moment(row.scannedAt)}`,
  ];
  return mrkdwn`• ${code(row.computerId)} ${bold(safe(stateOf(row)))}: ${join(facts, '; ')}`;
}

function openLine(recommendation: Recommendation): Mrkdwn {
  const reason = recommendation.reason === null ? mrkdwn`` : mrkdwn` (${safe(recommendation.reason, 120)})`;
  return mrkdwn`• ${safe(recommendationText(recommendation), 220)} ${bold(safe(recommendation.state))}${reason}`;
}

function nextSteps(scope: string | null): readonly ButtonSpec[] {
  const group = scope === null ? null : parseGroupId(scope);
  if (group === null) return [say('Show groups', 'groups'), say('Show tasks', 'tasks')];
  return [say('Scan', `scan ${group}`), say('Show recommendations', `recommendations ${group}`)];
}
