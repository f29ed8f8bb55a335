import type { Computer } from '../../domain/computer.js';
import { operatorText, type PatchbayFailure, userText } from '../../domain/errors.js';
import type { Instant } from '../../domain/ids.js';
import type { RunWork } from '../../domain/run-work.js';
import type { Ended, Leg, LogLevel, TargetRecord, TargetRun } from '../../domain/target.js';
import { doubtRun, releaseRun, verifyRun } from '../../domain/verification.js';
import { unreadAfter } from './wsus-words.js';

/** A computer whose run is known to be there. */
export type Held = Computer & { readonly run: TargetRun };

/** More lines than this wait for nothing: the record takes them after every step. */
const MOST_PENDING = 6_000;

export function changed(held: Held, run: Partial<TargetRun>): Held {
  return { ...held, run: { ...held.run, ...run } };
}

/** Adds a line to the workflow execution log. */
export function logged(held: Held, at: Instant, level: LogLevel, text: string): Held {
  const entry = { n: held.run.logged, at, level, text };
  const pendingLog = [...held.run.pendingLog, entry].slice(-MOST_PENDING);
  return changed(held, { logged: entry.n + 1, pendingLog });
}

/** Ends the way with success or a stop. */
export function ended(held: Held, at: Instant, status: Ended['status'], message: string): Held {
  const settled = settle(held, at, message);
  return logged(changed(settled, { ended: { at, status, message, failure: null } }), at, 'info', message);
}

/** Ends the way with a failure: its user's sentence is the target's message. */
export function failedWith(held: Held, at: Instant, failure: PatchbayFailure): Held {
  const { leg, work } = held.run;
  if (leg === 'wsus-health') return unwell(held, at, failure);
  return failed(held, at, leg === 'wsus-list' ? unreadAfter(work, failure) : failure);
}

/** How WSUS stands is only told of: a synchronization goes on without it. */
function unwell(held: Held, at: Instant, failure: PatchbayFailure): Held {
  const text = `how WSUS stands is not known: ${failure.code} ${operatorText(failure)}`;
  return arrive(logged(held, at, 'warn', text), 'wsus-list', at);
}

function failed(held: Held, at: Instant, failure: PatchbayFailure): Held {
  const message = userText(failure);
  const settled = settle(held, at, message);
  const done = changed(settled, { ended: { at, status: 'Failed', message, failure } });
  return logged(done, at, 'error', `${failure.code} ${operatorText(failure)}`);
}

/**
 * No recommendation stays In progress when its run is over. What this run's own scan proves is so; if an install may
 * have reached the computer and nothing told what it did, it is Failed with that reason; if none was handed over, it is
 * Approved as before.
 */
function settle(held: Held, at: Instant, reason: string): Held {
  const { work } = held.run;
  if (work.kind !== 'run') return held;
  const proven = { ...provenSoFar(held, work, at), run: held.run };
  // That nothing was started holds only once its tombstone is there, and it is not there where another machine took it.
  const isOpen = isTakenBack(held) || (held.doubt !== null && hasToldNothing(held));
  const told = isOpen ? { ...work, outcomes: [] } : work;
  const touched =
    work.outcomes.length > 0 || work.interruptions > 0 || work.broken !== null || mayHaveArrived(held.run);
  const settled = touched ? doubtRun(proven, told, `not proven: ${reason}`, at) : releaseRun(proven, work, reason, at);
  return { ...settled, run: held.run };
}

/** A second attempt that does not come about takes nothing back that the first one's scan has shown. */
function provenSoFar(held: Held, work: RunWork, at: Instant): Computer {
  const scan = held.scan;
  const isBetween = held.run.leg === 'facts' || (CHANGES.has(held.run.leg) && held.run.order === null);
  if (!isBetween || work.interruptions === 0 || scan?.taskId !== held.run.taskId || !scan.complete) return held;
  return verifyRun(held, work, scan, at);
}

/** Begins a leg: its job is yet to be made. */
export function arrive(held: Held, leg: Leg, at: Instant): Held {
  const fresh = { leg, phase: 'prepare', order: null, progress: null, attempt: 0, stopSent: false } as const;
  return changed(held, { ...fresh, legStartedAt: at, legSkippedMs: 0, dueAt: at, trouble: null });
}

/** What changes which updates a computer has. */
export const CHANGES: ReadonlySet<Leg> = new Set(['install', 'uninstall']);

function mayHaveArrived(run: TargetRun): boolean {
  return CHANGES.has(run.leg) && (run.phase === 'submit' || run.phase === 'poll');
}

/** An install that was taken back and has told nothing of its own: it may arrive until its tombstone is known to be there. */
export function isTakenBack(held: Held): boolean {
  return CHANGES.has(held.run.leg) && hasToldNothing(held);
}

/** What is known of its outcomes is what follows from the stop alone. */
function hasToldNothing({ run }: Held): boolean {
  if (run.work.kind !== 'run' || !run.stopRequested) return false;
  const { outcomes, installedInBoot, broken } = run.work;
  return outcomes.length > 0 && installedInBoot === null && broken === null;
}

/** A call succeeded: earlier failures no longer count. */
export function calm(held: Held): Held {
  return held.run.trouble === null ? held : changed(held, { trouble: null });
}

const DOES_SOMETHING = new Set<Leg>(['distribute', 'install', 'uninstall', 'restart']);

/** A job that was handed over, of which no end was seen. */
export function lostJob({ ended, leg, phase, order }: TargetRun): TargetRecord['left'] {
  const isOut = order !== null && (phase === 'submit' || phase === 'poll');
  if (ended?.status !== 'Failed' || !isOut || !DOES_SOMETHING.has(leg)) return null;
  return { key: order.key, until: ended.at + order.spec.limitSeconds * 1000 };
}
