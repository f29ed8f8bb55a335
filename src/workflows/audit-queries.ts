import { type AuditQuery, type AuditView, isAskedFor } from '../domain/audit-view.js';
import type { PersonId } from '../domain/ids.js';
import type { Office } from './office.js';
import { demand } from './rights.js';

/** So many of the newest lines are looked through: what is older is in the files. */
const MOST_SEARCHED = 20_000;

/** Reading who did what. */
export interface AuditDesk {
  /** The newest entries that were asked for. For approvers and administrators: PB104. PB806 where a line is unreadable. */
  audit(person: PersonId, query: AuditQuery): Promise<AuditView>;
  /** Reads the whole chain. PB806 where a line does not follow from the one before. */
  verifyAudit(person: PersonId): Promise<{ readonly entries: number }>;
}

export function openAuditDesk(office: Office): AuditDesk {
  return {
    audit: async (person, query) => {
      await demand(office, person, ['approver']);
      const latest = await office.store.audit.latest(MOST_SEARCHED);
      const entries = latest.filter((entry) => isAskedFor(entry, query)).slice(0, query.count);
      const groupNames = Object.fromEntries(office.groups().map(({ id, name }) => [id, name]));
      return { entries, searched: latest.length, groupNames };
    },
    verifyAudit: async (person) => {
      await demand(office, person, ['approver']);
      return office.store.audit.verify();
    },
  };
}
