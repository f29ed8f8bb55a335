import type { DecidedRows, Intent, Operation } from '../domain/operation.js';
import type { Office } from './office.js';

/** Writes a decision's line, before it takes effect. */
export function audit(office: Office, operation: Operation): Promise<void> {
  const { intent } = operation;
  const what = intent.kind === 'decide' ? intent.event : intent.kind === 'start' ? intent.task : intent.kind;
  return once(office, operation, what, describe(operation, 0));
}

/** Writes that a decision was not carried out after all. */
export function auditRefusal(office: Office, operation: Operation, reason: string): Promise<void> {
  return once(office, operation, 'refused', reason);
}

/** A crash after the line would write it again at the next start: the newest lines are looked at first. */
async function once(office: Office, operation: Operation, what: string, detail: string): Promise<void> {
  const latest = await office.store.audit.latest(50);
  if (latest.some((entry) => entry.operation === operation.id && entry.what === what)) return;
  const { id, by: who, at, intent } = operation;
  const planHash = intent.kind === 'run' ? intent.plan.hash : null;
  await office.store.audit.append({ at, who, what, on: subjectOf(intent), operation: id, planHash, detail });
}

function subjectOf(intent: Intent): string {
  if (intent.kind === 'stop') return `tasks ${intent.tasks.join(', ')}`;
  if (intent.kind === 'approve-updates') return 'wsus';
  return intent.groupId ?? 'wsus';
}

/**
 * What a decision was, in a few words: on the card that it was taken on, and in the audit log.
 * @param skipped how many of its rows had changed by the time they were reached
 */
export function describe(operation: Operation, skipped: number): string {
  const { intent, taskId } = operation;
  if (intent.kind === 'decide') {
    const count = rowCount(intent.rows) - skipped;
    return `${count} ${count === 1 ? 'recommendation' : 'recommendations'} approved`;
  }
  if (intent.kind === 'stop')
    return `stopped ${intent.tasks.length === 1 ? 'task' : 'tasks'} ${intent.tasks.join(', ')}`;
  return `started task ${taskId ?? ''}`;
}

export function rowCount(rows: readonly DecidedRows[]): number {
  return rows.reduce((sum, row) => sum + row.recommendations.length, 0);
}
