import type { Digest, DigestGroup, DigestReason, DigestRow } from '../../domain/digest.js';
import { code, count, join, list, type Mrkdwn, mrkdwn, safe } from '../text.js';

export const CHART_TITLE = 'Compliance by group';
export const FILE_TITLE = 'All computers that are not compliant';
export const DIGEST_HEAD = 'Computers that are not compliant';

/** The whole digest in a sentence or two. */
export function digestSummary(digest: Digest): Mrkdwn {
  const of = digest.groups.reduce((sum, group) => sum + group.of, 0);
  if (digest.notCompliant === 0) return mrkdwn`All ${count(of, 'computer')} are compliant.`;
  const groups = digest.groups.map((group) => mrkdwn`${safe(group.name, 60)} ${group.compliant}/${group.of} compliant`);
  const are = digest.notCompliant === 1 ? mrkdwn`is` : mrkdwn`are`;
  return mrkdwn`${count(digest.notCompliant, 'computer')} ${are} not compliant. ${list(groups, 8)}.`;
}

/** What changed since the last digest; empty where a group stands as it stood. */
export function changeLine(group: DigestGroup): Mrkdwn {
  const name = safe(group.name, 60);
  const parts = [
    group.worse.length === 0 ? mrkdwn`` : mrkdwn`no longer compliant: ${names(group.worse)}`,
    group.better.length === 0 ? mrkdwn`` : mrkdwn`compliant again: ${names(group.better)}`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? mrkdwn`` : mrkdwn`• ${name}: ${join(parts, '; ')}`;
}

function names(ids: readonly string[]): Mrkdwn {
  return list(
    ids.map((id) => code(id)),
    6,
  );
}

export function digestRow(row: DigestRow): Mrkdwn {
  const missing = row.missing === 0 ? mrkdwn`` : mrkdwn`${count(row.missing, 'patch', 'patches')} missing`;
  const why = list(row.reasons.map(reasonText), 2);
  const busy = row.busyWith === null ? mrkdwn`` : mrkdwn`task ${safe(row.busyWith)} is at work there`;
  return mrkdwn`• ${code(row.computerId)} ${safe(row.state)}: ${join([missing, why, busy], '; ')}`;
}

export function reasonLine(counted: Digest['reasons'][number]): Mrkdwn {
  return mrkdwn`• ${count(counted.computers, 'computer')}: ${reasonText(counted.reason)}`;
}

function reasonText(reason: DigestReason): Mrkdwn {
  return safe(reasonPlain(reason), 160);
}

/** The same for files. */
export function reasonPlain(reason: DigestReason): string {
  switch (reason.about) {
    case 'failed':
    case 'check':
      return reason.text;
    case 'restart':
      return 'waits for a restart';
    case 'running':
      return 'is being patched now';
    case 'approved':
      return 'approved, not installed yet';
    case 'opened':
      return 'waits for an approval';
    case 'never-checked':
      return 'was never checked';
  }
}

/** What the chart shows, for whoever does not see it. */
export function chartWords(groups: readonly Pick<DigestGroup, 'name' | 'compliant' | 'of'>[]): string {
  return `Compliant computers by group: ${groups.map(({ name, compliant, of }) => `${name} ${compliant} of ${of}`).join(', ')}.`;
}

export const CHANGED_HEAD = mrkdwn`*What changed*`;
export const REASONS_HEAD = mrkdwn`*Why*`;
export const COMPUTERS_HEAD = mrkdwn`*The computers*`;
export const WHOLE_LIST = mrkdwn`The file in the thread has all of them.`;
export const CSV_HEAD = ['Computer', 'State', 'Missing patches', 'Reasons', 'Groups'] as const;
