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

/** Who, when, what, on what, and the details. */
export function auditLine(entry: AuditEntry): Mrkdwn {
  const id = parsePersonId(entry.who);
  const who = id === null ? mrkdwn`Patchbay` : person(id);
  const hash = entry.planHash === null ? mrkdwn`` : mrkdwn`plan ${code(entry.planHash.slice(0, 12))}`;
  const more = join([safe(entry.detail, 200), hash], '; ');
  return mrkdwn`• ${moment(entry.at)} ${who} ${bold(safe(entry.what, 60))} on ${safe(entry.on, 100)}: ${more}`;
}

export function auditFileText(rest: number): Mrkdwn {
  return mrkdwn`${count(rest, 'entry', 'entries')} more, and all details, are in the file that I sent to our direct messages.`;
}

export function verifiedText(entries: number): Mrkdwn {
  return mrkdwn`The audit log is whole: each of its ${count(entries, 'line')} follows from the one before.`;
}
