import { parsePersonId } from '../../domain/ids.js';
import type { AuditEntry } from '../../domain/operation.js';
import { bold, code, count, join, type Mrkdwn, moment, mrkdwn, person, safe } from '../text.js';

export const AUDIT_HEAD = 'Audit log';
export const AUDIT_COLUMNS = ['When (UTC)', 'Who', 'What', 'On', 'Details', 'Plan', 'Operation'] as const;

export function auditSummary(found: number, searched: number): Mrkdwn {
  const of = mrkdwn`the newest ${count(searched, 'line')} of the audit log`;
  if (found === 0) return mrkdwn`Nothing of that is in ${of}.`;
  return mrkdwn`${count(found, 'entry', 'entries')} of ${of}, the newest first.`;
}

/** Who did what and when, as one sentence; then what kind of thing it was, and for which group. */
export function auditLine(entry: AuditEntry, groupNames: Readonly<Record<string, string>>): Mrkdwn {
  const id = parsePersonId(entry.who);
  const who = id === null ? nobody(entry.who) : person(id);
  const on = Object.hasOwn(groupNames, entry.on) ? (groupNames[entry.on] ?? entry.on) : entry.on;
  const hash = entry.planHash === null ? mrkdwn`` : mrkdwn`plan ${code(entry.planHash.slice(0, 12))}`;
  const facts = join([mrkdwn`${bold(safe(entry.what, 60))} for ${safe(on, 100)}`, hash], '; ');
  return mrkdwn`• ${moment(entry.at)} ${who}: ${safe(entry.detail, 300)} (${facts})`;
}

/** Who is no person of Slack. */
function nobody(who: AuditEntry['who']): Mrkdwn {
  return who === 'system' ? mrkdwn`Patchbay` : safe(who, 100);
}

export function auditFileText(rest: number): Mrkdwn {
  return mrkdwn`${count(rest, 'entry', 'entries')} more, and all details, are in the file that I sent to our direct messages.`;
}

export function verifiedText(entries: number): Mrkdwn {
  return mrkdwn`The audit log is whole: each of its ${count(entries, 'line')} follows from the one before.`;
}
