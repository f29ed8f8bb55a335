import { operatorText } from '../../domain/errors.js';
import type { Instant } from '../../domain/ids.js';
import type { Intent, Operation } from '../../domain/operation.js';
import type { WindowIntent } from '../../domain/window-intent.js';

/** What was decided about windows, for the audit log. */
export function windowText(intent: WindowIntent): string {
  switch (intent.kind) {
    case 'freeze': {
      const { from, to, reason } = intent.freeze;
      return `frozen from ${stamp(from)} to ${stamp(to)}: ${reason}`;
    }
    case 'lift-freeze':
      return `freeze ${intent.freezeId} lifted`;
    case 'miss-window': {
      const { windowName, occurrence, why, before } = intent;
      const more = before === 0 ? '' : `, and ${before} before it`;
      return `missed: ${windowName}, which opened ${stamp(occurrence.opensAt)}${more}: ${operatorText(why)}`;
    }
  }
}

/** That a task was started, and by what, where no person said so at that moment. */
export function startedText({ intent, taskId, by }: Operation): string {
  const started = `started ${whatStarts(intent)}, task ${taskId ?? ''}`;
  if (intent.kind === 'start' && intent.automatic) return `${started}, by schedule, for @${by}`;
  if (intent.kind === 'run' && intent.opening !== null)
    return `the maintenance window opened ${stamp(intent.opening.opensAt)}, ${started}`;
  return started;
}

const STARTS = { sync: 'a sync of WSUS', 'scan-and-check': 'a scan and check', check: 'a check' } as const;
const ORDERS = {
  install: 'the approval',
  uninstall: 'the approval to uninstall',
  'not-approved': 'the withdrawal',
  decline: 'the decline',
} as const;

function whatStarts(intent: Intent): string {
  if (intent.kind === 'start') return STARTS[intent.task];
  if (intent.kind === 'run') return `a run on ${counted(intent.plan.rows.length, 'computer', 'computers')}`;
  if (intent.kind !== 'approve-updates') return 'it';
  const [order] = intent.approvals;
  const patches = new Set(intent.approvals.map(({ updateId }) => updateId)).size;
  return `${ORDERS[order?.action ?? 'install']} of ${counted(patches, 'patch', 'patches')} on WSUS`;
}

function counted(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** What nobody clicked: a schedule did it. */
export function isOfSchedule(intent: Intent): boolean {
  return intent.kind === 'miss-window' || (intent.kind === 'start' && intent.automatic === true);
}

/** A moment in a sentence; in a failure's Slack's side shows it in the reader's own zone. */
export function stamp(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 16)}Z`;
}
