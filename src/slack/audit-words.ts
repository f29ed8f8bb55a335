import type { AuditQuery } from '../domain/audit-view.js';
import { type GroupId, parsePersonId } from '../domain/ids.js';

/** What was asked of the audit log. */
export type AuditOrder = { readonly verify: true } | ({ readonly verify: false } & AuditQuery);

const LATEST = 20;
const MOST = 1000;

/**
 * Reads `[GROUP|KB|@person] [count]`, in any order, or `verify`.
 * @throws PatchbayError what resolving a group's name fails with
 */
export function auditOrder(rest: string, resolveGroup: (name: string) => GroupId): AuditOrder {
  const words = rest.split(' ').filter((word) => word !== '');
  if (words.length === 1 && words[0]?.toLowerCase() === 'verify') return { verify: true };
  const who = words.map(whoIn).find((id) => id !== null) ?? null;
  const count = words.map(countIn).find((number) => number !== null) ?? LATEST;
  const others = words.filter((word) => whoIn(word) === null && countIn(word) === null);
  return { verify: false, who, count, about: aboutIn(others.join(' '), resolveGroup) };
}

function whoIn(word: string): AuditQuery['who'] {
  if (/^(?:@?patchbay|system)$/i.test(word)) return 'system';
  const id = /^<@([UW][A-Z0-9]+)(?:\|[^>]*)?>$/.exec(word)?.[1];
  return id === undefined ? null : parsePersonId(id);
}

function countIn(word: string): number | null {
  return /^\d{1,4}$/.test(word) ? Math.min(Math.max(Number(word), 1), MOST) : null;
}

function aboutIn(text: string, resolveGroup: (name: string) => GroupId): string | null {
  if (text === '') return null;
  const kb = /^(?:kb)?(\d{5,8})$/i.exec(text)?.[1];
  return kb === undefined ? resolveGroup(text) : `kb${kb}`;
}
