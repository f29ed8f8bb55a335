import type { AuditEntry } from './operation.js';

/** What of the audit log is asked for; null: all of it. */
export interface AuditQuery {
  /** In lower case: a group's id, a KB number such as `kb5031356`, a task or any word of a line. */
  readonly about: string | null;
  readonly who: AuditEntry['who'] | null;
  readonly count: number;
}

export interface AuditView {
  /** The newest first. */
  readonly entries: readonly AuditEntry[];
  /** How many of the newest lines were looked through. */
  readonly searched: number;
  /** What the groups are called now, by their ids. */
  readonly groupNames: Readonly<Record<string, string>>;
}

/** Whether an entry is one that was asked for. */
export function isAskedFor(entry: AuditEntry, { about, who }: Pick<AuditQuery, 'about' | 'who'>): boolean {
  if (who !== null && entry.who !== who) return false;
  if (about === null || entry.on.toLowerCase() === about) return true;
  // A number must not be found within a longer one.
  return words(`${entry.what} ${entry.on} ${entry.detail}`).includes(about);
}

function words(text: string): readonly string[] {
  return text.toLowerCase().split(/[^\p{L}\p{N}-]+/u);
}
