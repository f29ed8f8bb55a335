import type { AuditEntry } from '../domain/operation.js';
import type { AuditLog } from '../ports/store.js';

/** So many lines are read first: mostly what is looked for is among them. */
const FIRST = 50;
const TIMES_MORE = 20;

/**
 * Whether a line is in the audit log, however many came after it.
 * @param isBefore a line that was written before it in any case: nobody need look further back
 */
export async function hasLine(
  audit: Pick<AuditLog, 'latest'>,
  isIt: (entry: AuditEntry) => boolean,
  isBefore: (entry: AuditEntry) => boolean = () => false,
): Promise<boolean> {
  for (let count = FIRST; ; count *= TIMES_MORE) {
    const latest = await audit.latest(count);
    if (latest.some(isIt)) return true;
    if (latest.length < count || latest.some(isBefore)) return false;
  }
}
