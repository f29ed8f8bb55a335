import type { DecidedRows, Intent, Operation } from '../domain/operation.js';
import type { Office } from './office.js';

/** A crash between the line and the mark would write the line twice: the newest lines are looked at first. */
export async function audit(office: Office, operation: Operation, skipped: readonly string[]): Promise<void> {
  const latest = await office.store.audit.latest(50);
  if (latest.some((entry) => entry.operation === operation.id)) return;
  const { intent } = operation;
  await office.store.audit.append({
    at: operation.at,
    who: operation.by,
    what: intent.kind === 'decide' ? intent.event : intent.kind === 'start' ? intent.task : intent.kind,
    on: subjectOf(intent),
    operation: operation.id,
    planHash: intent.kind === 'run' ? intent.plan.hash : null,
    detail: `${describe(operation)}${skipped.length > 0 ? `; skipped: ${skipped.slice(0, 20).join('; ')}` : ''}`,
  });
}

function subjectOf(intent: Intent): string {
  if (intent.kind === 'stop') return `tasks ${intent.tasks.join(', ')}`;
  if (intent.kind === 'approve-updates') return 'wsus';
  return intent.groupId ?? 'wsus';
}

/** What a decision was, in a few words: on the card that it was taken on, and in the audit log. */
export function describe(operation: Operation): string {
  const { intent, taskId } = operation;
  if (intent.kind === 'decide') {
    const count = rowCount(intent.rows);
    return `${count} ${count === 1 ? 'recommendation' : 'recommendations'} approved`;
  }
  if (intent.kind === 'stop')
    return `stopped ${intent.tasks.length === 1 ? 'task' : 'tasks'} ${intent.tasks.join(', ')}`;
  return `started task ${taskId ?? ''}`;
}

export function rowCount(rows: readonly DecidedRows[]): number {
  return rows.reduce((sum, row) => sum + row.recommendations.length, 0);
}
