import { type PatchbayFailure, userText } from '../../domain/errors.js';
import { HEALTH_UNKNOWN } from '../../domain/reasons.js';
import type { ApprovalOrder, Work } from '../../domain/target.js';

/** What was done on WSUS, whatever comes after: `5 approvals set on WSUS`. Null where nothing was. */
function doneOnWsus(work: Work): string | null {
  if (work.kind === 'sync') return work.brought === null ? null : broughtText(work.brought);
  if (work.kind !== 'approve-updates' || work.refused.length === work.approvals.length) return null;
  return onWsus(work.approvals, work.refused.length);
}

/** The same at the end of a way: what could not be found out is said, and kept nothing from being imported. */
export function endedOnWsus(work: Work): string {
  const done = doneOnWsus(work) ?? 'done';
  return work.kind === 'sync' && work.health === null ? `${done}; ${HEALTH_UNKNOWN}` : done;
}

function broughtText(brought: NonNullable<Extract<Work, { kind: 'sync' }>['brought']>): string {
  return `${brought.newUpdates} new, ${brought.revisedUpdates} revised, ${brought.expiredUpdates} expired`;
}

function onWsus(orders: readonly ApprovalOrder[], refused: number): string {
  const done = orders.length - refused;
  const [one, many, what] = ON_WSUS[orders[0]?.action ?? 'install'];
  return `${done} ${done === 1 ? one : many} ${what} on WSUS${refused === 0 ? '' : `, ${refused} refused`}`;
}

const ON_WSUS: Readonly<Record<ApprovalOrder['action'], readonly [string, string, string]>> = {
  install: ['approval', 'approvals', 'set'],
  uninstall: ['approval to uninstall', 'approvals to uninstall', 'set'],
  'not-approved': ['approval', 'approvals', 'taken back'],
  decline: ['patch', 'patches', 'declined'],
};

/** What was done stays done, though WSUS could not be read after it: nobody must think that nothing happened. */
export function unreadAfter(work: Work, failure: PatchbayFailure): PatchbayFailure {
  if (work.kind === 'approve-updates' && work.refused.length === work.approvals.length)
    return { code: 'PB604', details: { cause: work.refused[0] ?? userText(failure) } };
  const done = doneOnWsus(work);
  if (done === null) return failure;
  const what = work.kind === 'sync' ? `WSUS synchronized (${done})` : done;
  return { code: 'PB611', details: { done: what, cause: userText(failure) } };
}
