import type { DecisionEvent } from '../domain/decision.js';
import { editSubject, editText, isEdit } from '../domain/edits.js';
import { parseUpdateId, type UpdateId } from '../domain/ids.js';
import type { AuditEntry, Intent, Operation } from '../domain/operation.js';
import { briefName } from '../domain/patch.js';
import { isRosterIntent, rosterSubject, rosterText } from '../domain/roster-intent.js';
import { isTrustIntent, trustSubject, trustText } from '../domain/trust-intent.js';
import { isWindowIntent } from '../domain/window-intent.js';
import { approvalEvent, approvalText, isApprovalIntent, isOfNobody } from './approvals/describing.js';
import { hasLine } from './audit-lines.js';
import { isOfSchedule, startedText, windowText } from './maintenance/describing.js';
import type { Office } from './office.js';

/** Writes a decision's line, before it takes effect. */
export function audit(office: Office, operation: Operation): Promise<void> {
  const { intent } = operation;
  return detailOf(office, operation).then((detail) => once(office, operation, whatOf(intent), detail));
}

function whatOf(intent: Intent): string {
  if (intent.kind === 'decide') return intent.event;
  if (isApprovalIntent(intent)) return approvalEvent(intent);
  return intent.kind === 'start' ? intent.task : intent.kind;
}

/** So many are numbered: who looks for one finds it in nearly all lines. */
const MOST_KBS = 200;
/** So many are named in full. */
const MOST_NAMED = 3;

/** With the names and numbers of the patches that it is about: people look for them. */
async function detailOf(office: Office, operation: Operation): Promise<string> {
  const text = await named(office, [describe(operation), reasonOf(operation.intent)].join(''));
  const found = await Promise.all(updatesOf(operation.intent).map((id) => office.store.catalogue.get(id)));
  const patches = found.flatMap((patch) => patch ?? []);
  if (patches.length === 0) return text;
  const rest = [...new Set(patches.slice(MOST_NAMED).flatMap(({ kbs }) => kbs))].map((kb) => `KB${kb}`);
  const more = rest.length > MOST_KBS ? ` and ${rest.length - MOST_KBS} more` : '';
  return `${text}: ${[...patches.slice(0, MOST_NAMED).map(briefName), ...rest.slice(0, MOST_KBS)].join(', ')}${more}`;
}

const UPDATE_ID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi;

/** Nobody knows a patch by its id: where it has a name, that is said. */
async function named(office: Office, text: string): Promise<string> {
  const ids = [...new Set(text.match(UPDATE_ID) ?? [])].slice(0, MOST_KBS);
  const found = await Promise.all(ids.map((id) => office.store.catalogue.get(id as UpdateId)));
  return found.reduce<string>(
    (so, patch, n) => (patch === null ? so : so.replaceAll(ids[n] ?? '', () => briefName(patch))),
    text,
  );
}

function reasonOf(intent: Intent): string {
  return intent.kind === 'decide' && intent.reason !== null ? ` (${intent.reason})` : '';
}

function updatesOf(intent: Intent): readonly UpdateId[] {
  if (intent.kind === 'approve-updates') return intent.approvals.map(({ updateId }) => updateId);
  if (intent.kind === 'run')
    return [...new Set(intent.plan.rows.flatMap((row) => row.updates.map(({ updateId }) => updateId)))];
  if (intent.kind !== 'decide' || intent.recommendations === 'all') return [];
  return intent.recommendations.flatMap((id) => parseUpdateId(id) ?? []);
}

/** Writes that a decision was not carried out after all. */
export function auditRefusal(office: Office, operation: Operation, reason: string): Promise<void> {
  return once(office, operation, 'refused', reason);
}

/** Writes that a decision left out some of what its first line says: that one came before anything took effect. */
export async function auditLeftOut(office: Office, operation: Operation): Promise<void> {
  if ((operation.leftOut ?? 0) > 0) await once(office, operation, 'left-out', describe(operation));
}

/** Whether a decision has its line in the audit log. */
export function isAudited(office: Office, { id, intent }: Operation): Promise<boolean> {
  return hasLine(office.store.audit, (entry) => entry.operation === id && entry.what === whatOf(intent));
}

/**
 * Each line once: two deliveries of one click share it, and a crash after it does not write it again. Of what was decided
 * since the start nothing need be read for that: all its lines are known.
 */
function once(office: Office, operation: Operation, what: string, detail: string): Promise<void> {
  return office.rolling.once(operation.id, what, async (isNew) => {
    const isIt = (entry: AuditEntry): boolean => entry.operation === operation.id && entry.what === what;
    if (isNew || !(await hasLine(office.store.audit, isIt))) await write(office, operation, what, detail);
  });
}

async function write(office: Office, operation: Operation, what: string, detail: string): Promise<void> {
  const { id, by, at, intent } = operation;
  const who = isOfNobody(intent) || isOfSchedule(intent) ? 'system' : by;
  const planHash = intent.kind === 'run' ? intent.plan.hash : 'hash' in intent ? intent.hash : null;
  await office.store.audit.append({ at, who, what, on: subjectOf(intent), operation: id, planHash, detail });
}

function subjectOf(intent: Intent): string {
  if (isWindowIntent(intent)) return intent.groupId ?? 'all groups';
  if (intent.kind === 'stop') return `tasks ${intent.tasks.join(', ')}`;
  if (intent.kind === 'continue') return `task ${intent.taskId}`;
  if (intent.kind === 'approve-updates') return 'wsus';
  if (isTrustIntent(intent)) return trustSubject(intent);
  if (isRosterIntent(intent)) return rosterSubject(intent);
  if (isEdit(intent)) return editSubject(intent);
  return intent.groupId ?? 'wsus';
}

/** What a decision was, in a few words: on the card that it was taken on, and in the audit log. */
export function describe(operation: Operation): string {
  const { intent, leftOut = 0, skipped } = operation;
  if (intent.kind === 'decide') {
    const count = intent.counted - leftOut;
    const done = `${count} ${count === 1 ? 'recommendation' : 'recommendations'} ${DONE[intent.event]}`;
    return leftOut === 0 ? done : [done, ...skipped].join('; ');
  }
  return describeIntent(intent) ?? startedText(operation);
}

/** Null where it started something. */
function describeIntent(intent: Intent): string | null {
  if (isTrustIntent(intent)) return trustText(intent);
  if (isRosterIntent(intent)) return rosterText(intent);
  if (isEdit(intent)) return editText(intent);
  if (isWindowIntent(intent)) return windowText(intent);
  if (isApprovalIntent(intent)) return approvalText(intent);
  if (intent.kind === 'stop')
    return `stopped ${intent.tasks.length === 1 ? 'task' : 'tasks'} ${intent.tasks.join(', ')}`;
  return intent.kind === 'continue' ? `continued task ${intent.taskId}` : null;
}

const DONE: Readonly<Record<DecisionEvent, string>> = {
  approve: 'approved',
  open: 'opened again',
  ignore: 'ignored',
  close: 'closed',
  schedule: 'scheduled',
  unschedule: 'taken off the schedule',
};
