import { clockIsOff, reachedBy } from '../../domain/reasons.js';
import { RECOMMENDATION_STATES, type Recommendation, recommendationText } from '../../domain/recommendation.js';
import type { StatusRow, StatusView } from '../../domain/views.js';
import { bold, code, join, list, type Mrkdwn, moment, mrkdwn, safe } from '../text.js';
import { failureClause } from './failures.js';
import { compliantText, waitsFor } from './tasks.js';

/** Words of compliance, computer by computer. */

export function statusHead({ title }: StatusView): string {
  return `Status · ${title}`;
}

export function statusSummary(view: StatusView): Mrkdwn {
  return mrkdwn`${safe(view.title, 100)}: ${compliantText(view.compliant, view.of)}.`;
}

export function asOfText({ asOf }: StatusView): Mrkdwn {
  return asOf === null ? mrkdwn`Nothing was checked yet.` : mrkdwn`As of ${moment(asOf)}.`;
}

/** @param state of the computer, as its compliance is called */
export function statusLine(row: StatusRow, state: string): Mrkdwn {
  const missing = row.compliance?.missing ?? 0;
  const reasons = list(
    (row.compliance?.reasons ?? []).map((reason) => safe(reason, 120)),
    2,
  );
  const states = RECOMMENDATION_STATES.filter((one) => (row.counts[one] ?? 0) > 0).map(
    (one) => mrkdwn`${row.counts[one] ?? 0} ${safe(one)}`,
  );
  const facts = [
    row.blocked === null ? mrkdwn`` : failureClause(row.blocked, 220),
    row.outOfService === null ? mrkdwn`` : failureClause(row.outOfService, 300),
    failedText(row),
    row.skewMs === null ? mrkdwn`` : safe(clockIsOff(row.skewMs)),
    missing > 0 ? mrkdwn`${missing} missing` : mrkdwn``,
    reasons,
    join(states, ', '),
    row.restartWait === null ? mrkdwn`` : mrkdwn`installed, its restart waits ${waitsFor(row.restartWait)}`,
    row.busyWith === null ? mrkdwn`` : mrkdwn`busy with task ${safe(row.busyWith)}`,
    row.scannedAt === null ? mrkdwn`never scanned` : mrkdwn`scanned ${moment(row.scannedAt)}`,
  ];
  return mrkdwn`• ${code(row.computerId)} ${bold(safe(state))}: ${join(facts, '; ')}`;
}

/** How it was logged on to last; nothing where it was not, or where nobody noted it. */
export function reachedText({ way }: StatusRow): Mrkdwn {
  return way === null ? mrkdwn`` : mrkdwn`Last ${safe(reachedBy(way), 250)}.`;
}

/** The first failure stands for the others: its reason says what to do next. */
function failedText({ open }: StatusRow): Mrkdwn {
  const failed = open.find(({ state, reason }) => state === 'Failed' && reason !== null);
  return failed?.reason == null ? mrkdwn`` : safe(failed.reason, 220);
}

export function openLine(recommendation: Recommendation): Mrkdwn {
  const reason = recommendation.reason === null ? mrkdwn`` : mrkdwn` (${safe(recommendation.reason, 120)})`;
  return mrkdwn`• ${safe(recommendationText(recommendation), 220)} ${bold(safe(recommendation.state))}${reason}`;
}
