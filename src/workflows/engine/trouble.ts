import { type ErrorCode, operatorText, type PatchbayFailure } from '../../domain/errors.js';
import { explainFault } from '../../domain/faults.js';
import type { Leg, TargetRun } from '../../domain/target.js';
import type { Context } from './protocol.js';
import { arrive, CHANGES, changed, failedWith, type Held, isTakenBack, logged } from './record.js';
import { isPastAnswering, onward, stillRestarting } from './way.js';
import { restartWaitOf } from './windows.js';

/** Mishaps of ours, which may pass. */
const OURS = new Set<ErrorCode>(['PB804', 'PB899']);

const isTransient = (failure: PatchbayFailure): boolean =>
  explainFault(failure)?.retry === true || OURS.has(failure.code);

/** Each try is a logon that may lock an account, or goes to who knows whom. */
const NOT_SAFE = new Set<ErrorCode>(['PB402', 'PB404', 'PB407', 'PB409', 'PB411', 'PB417', 'PB419', 'PB420', 'PB421']);

/** Whether a computer may be asked again after this. */
export function isSafeToAsk({ code }: PatchbayFailure): boolean {
  return !NOT_SAFE.has(code);
}

/** Whether another machine has refused the last call: who it is, is asked next. */
export function isOtherMachine({ trouble }: TargetRun): boolean {
  return trouble?.failure.code === 'PB404';
}

/** A call failed. */
export function troubled(held: Held, failure: PatchbayFailure, context: Context): Held {
  if (failure.code === 'PB404' && held.doubt === null) return refusedByOther(held, failure, context);
  if (!isTransient(failure)) return unmet(held, failure, context);
  const before = held.run.trouble;
  const count = (before?.count ?? 0) + 1;
  // Patience begins when the restart may: until then a computer may be off for as long as it likes.
  const since = waitsToRestart(held, context) ? context.now : (before?.since ?? context.now);
  const trouble = { since, count, failure };
  const wait = Math.min(context.settings.retryMs * 2 ** Math.min(count - 1, 20), context.settings.maxRetryMs);
  const noted = before === null ? logged(held, context.now, 'warn', `${failure.code} ${operatorText(failure)}`) : held;
  return outOfPatience(changed(askedAgain(noted), { trouble, dueAt: context.now + wait }), context);
}

/** Nothing was done there. It is met at once, so that a person is told who it is. */
function refusedByOther(held: Held, { code, details }: PatchbayFailure, { now, command }: Context): Held {
  const failure = { code, details: { ...details, command } };
  const { since, count } = held.run.trouble ?? { since: now, count: 0 };
  return changed(held, { trouble: { since, count: count + 1, failure }, dueAt: now });
}

/** An order that was taken back may have arrived before its tombstone: it is asked for, and stopped, as any other. */
function askedAgain(held: Held): Held {
  const isDue = held.run.phase === 'acknowledge' && isTakenBack(held);
  return isDue ? changed(held, { phase: 'submit', stopSent: false }) : held;
}

/** Whether an unreachable computer is given up, or waited for. */
function outOfPatience(held: Held, context: Context): Held {
  const { run } = held;
  const since = run.trouble?.since ?? context.now;
  if (run.leg === 'await-boot') return patientRestart(held, context);
  // The restart was handed over, and now nobody answers: that is what a restart looks like.
  if (run.leg === 'restart' && run.phase !== 'prepare' && run.phase !== 'submit')
    return patientRestart(arrive(held, 'await-boot', context.now), context);
  if (run.order !== null && (run.phase === 'submit' || run.phase === 'poll')) return lostSight(held, context);
  if (context.now - since <= context.settings.giveUpMs) return held;
  if (run.phase === 'acknowledge') return onward(held, context);
  return unmet(held, run.trouble?.failure ?? { code: 'PB504', details: { computer: held.id } }, context);
}

/** From its install on a computer that cannot be asked may be down: others of its set wait until it is met again. */
const MAY_BE_DOWN = new Set<Leg>([
  ...(['users', 'notice', 'hook-restart', 'restart', 'await-boot', 'settle', 'verify-scan'] as const),
]);

export function mayBeDown({ leg, order, work }: TargetRun): boolean {
  return work.kind === 'run' && (MAY_BE_DOWN.has(leg) || (CHANGES.has(leg) && order !== null));
}

function unmet(held: Held, failure: PatchbayFailure, { now }: Context): Held {
  return failedWith(mayBeDown(held.run) ? { ...held, missingSince: held.missingSince ?? now } : held, now, failure);
}

function waitsToRestart(held: Held, context: Context): boolean {
  return held.run.phase === 'prepare' && restartWaitOf(held, context) !== null;
}

function patientRestart(held: Held, context: Context): Held {
  const waiting = stillRestarting(held, context);
  return waiting.run.ended === null ? changed(waiting, { dueAt: Math.max(held.run.dueAt, context.now) }) : waiting;
}

/** The job may be there: it is asked for until it can no longer run, then its outcome is called unknown. */
function lostSight(held: Held, context: Context): Held {
  if (!isPastAnswering(held, context)) return held;
  return unmet(held, { code: 'PB504', details: { computer: held.id } }, context);
}
