import { asFailure, type PatchbayFailure } from '../../domain/errors.js';
import type { JobState, Json } from '../../domain/job.js';
import { explain, hex } from '../../domain/outcomes.js';
import { HOOK_CAUSES, STOPPED_EARLY } from '../../domain/reasons.js';
import type { RestartWait } from '../../domain/restart-wait.js';
import type { RunWork } from '../../domain/run-work.js';
import type { Leg } from '../../domain/target.js';
import { stoppedHere } from './conclusion.js';
import { hookVanished, isHook } from './hooks.js';
import { runWork } from './orders.js';
import type { Context, Effect } from './protocol.js';
import { arrive, CHANGES, calm, changed, ended, failedWith, type Held, isTakenBack, logged } from './record.js';
import { taken } from './taking.js';
import { isPastAnswering, onward } from './way.js';
import { isClosedMeanwhile, restartWaitOf } from './windows.js';

export interface Observed {
  readonly held: Held;
  /** Something to be done that the stored state does not ask for by itself. */
  readonly effect?: Effect | null;
}

/** How a job stands, as the computer says it. */
export function job(held: Held, state: JobState, context: Context): Observed {
  const here = calm(held);
  switch (state.state) {
    case 'unknown':
      return { held: neverArrived(here, context) };
    case 'running':
      return { held: stillRunning(changed(here, { progress: state.progress }), context) };
    case 'finished':
      return finished(here, state.result, context);
    case 'broken':
      return { held: broke(here, state, context) };
    case 'acknowledged':
      return { held: isTakenBack(here) ? onward(here, context) : interrupted(here, context) };
    case 'interrupted':
      return { held: interrupted(here, context) };
  }
}

/** The computer does not know the key: the submission got lost, or is still on its way. */
function neverArrived(held: Held, context: Context): Held {
  if (isPastAnswering(held, context))
    return failedWith(held, context.now, { code: 'PB504', details: { computer: held.id } });
  const { leg, phase, stopRequested } = held.run;
  // An install that was seen there has gone with the computer's memory of it: only a scan knows what it did.
  if (stopRequested && isClosed(leg) && !(CHANGES.has(leg) && phase === 'poll')) return closed(held, context);
  if (isClosedMeanwhile(held, context)) {
    const noted = logged(held, context.now, 'info', context.closed ?? '');
    return closed(changed(noted, { stopRequested: true }), context);
  }
  const wait = restartWaitOf(held, context);
  if (wait !== null && phase === 'submit' && leg === 'restart') return postponed(held, wait);
  if (phase === 'poll') return interrupted(held, context);
  return changed(held, { dueAt: context.now + context.settings.retryMs });
}

/** A script runs to its end once it was asked for, and what only looks what became of it all goes on. */
function isClosed(leg: Leg): boolean {
  return !isHook(leg) && !LOOKS_AFTER.has(leg);
}

const LOOKS_AFTER = new Set<Leg>(['users', 'notice', 'settle', 'verify-scan', 'wsus-health', 'wsus-list']);

/**
 * Takes back an order that never arrived: the tombstone meets a late copy of it. One that arrives before the tombstone
 * does is done, so that a scan has the last word on an install.
 */
function closed(held: Held, context: Context): Held {
  const { leg, work } = held.run;
  if (!CHANGES.has(leg) && leg !== 'restart' && leg !== 'distribute') return stoppedHere(held, STOPPED_EARLY, context);
  const unasked = work.kind === 'run' && leg === 'restart' ? { work: { ...work, restartAskedAt: null } } : {};
  if (CHANGES.has(leg)) return acknowledging(changed(held, { work: notStarted(runWork(held)) }));
  return acknowledging(changed(held, unasked));
}

function notStarted(work: RunWork): RunWork {
  if (work.interruptions > 0) return work;
  const none = { result: 'not-started', why: null, hresult: null, restartRequired: false } as const;
  return { ...work, outcomes: work.updates.map((updateId) => ({ updateId, ...none })) };
}

/** The same for a restart that must wait now: it is asked for anew when its time has come. */
function postponed(held: Held, restartWait: RestartWait): Held {
  return acknowledging(changed(held, { work: { ...runWork(held), restartAskedAt: null, restartWait } }));
}

function stillRunning(held: Held, context: Context): Held {
  if (isPastAnswering(held, context))
    return failedWith(held, context.now, { code: 'PB504', details: { computer: held.id } });
  return changed(held, { phase: 'poll', dueAt: context.now + context.settings.pollMs });
}

function finished(held: Held, result: Json, context: Context): Observed {
  try {
    const { held: after, effect } = taken(held, result, context);
    return effect === null ? { held: acknowledging(after) } : { held: after, effect };
  } catch (thrown) {
    return { held: failedWith(held, context.now, asFailure(thrown)) };
  }
}

export function acknowledging(held: Held): Held {
  return changed(held, { phase: 'acknowledge', progress: null });
}

/** Windows' own code says more than the script's message, where it is a known one. */
function breakage(held: Held, { message, hresult }: Broken): PatchbayFailure {
  const about = { computer: held.id, key: held.run.order?.key ?? '' };
  if (hresult === null) return { code: 'PB501', details: { ...about, cause: message } };
  const known = explain(hresult);
  const cause = `${message} (${hex(hresult)})`;
  if (known === null) return { code: 'PB501', details: { ...about, cause } };
  const { meaning, nextStep } = known;
  return { code: 'PB537', details: { ...about, cause: `${meaning} (${hex(hresult)})`, nextStep } };
}

interface Broken {
  readonly message: string;
  readonly hresult: number | null;
}

function broke(held: Held, state: Broken, context: Context): Held {
  const code = state.hresult === null ? '' : ` (${hex(state.hresult)})`;
  const failure = breakage(held, state);
  if (isHook(held.run.leg)) return acknowledging(hookVanished(held, `${state.message}${code}`, context));
  if (held.run.leg === 'notice') return acknowledging(logged(held, context.now, 'warn', `${failure.details.cause}`));
  if (!CHANGES.has(held.run.leg)) return failedWith(held, context.now, failure);
  const before = runWork(held);
  const work = { ...before, outcomes: [], broken: failure, interruptions: before.interruptions + 1 };
  return acknowledging(
    logged(changed(held, { work }), context.now, 'error', `${held.run.leg} broke: ${failure.details.cause}`),
  );
}

const MOST_ATTEMPTS = 2;

/** A job vanished. An install asks a scan what it did; what only reads is done once more; a restart is looked for. */
function interrupted(held: Held, context: Context): Held {
  const noted = logged(held, context.now, 'warn', 'the job was interrupted');
  if (held.run.leg === 'restart') return arrive(noted, 'await-boot', context.now);
  if (CHANGES.has(held.run.leg)) return afterInterruption(noted, context);
  if (isHook(held.run.leg)) return scriptVanished(noted, context);
  if (held.run.leg === 'notice') return onward(noted, context);
  if (held.run.leg === 'distribute' && held.run.stopRequested)
    return ended(noted, context.now, 'Stopped', 'stopped before the install');
  const attempt = held.run.attempt + 1;
  if (attempt >= MOST_ATTEMPTS)
    return failedWith(noted, context.now, { code: 'PB503', details: { computer: held.id } });
  return changed(arrive(noted, held.run.leg, context.now), { attempt });
}

/** It is not begun again: nobody knows how far it came. */
function scriptVanished(held: Held, context: Context): Held {
  const failed = hookVanished(held, HOOK_CAUSES.vanished, context);
  return failed.run.ended === null ? onward(failed, context) : failed;
}

/** It was a restart that interrupted it, most likely: Windows may be busy completing it. */
function afterInterruption(held: Held, context: Context): Held {
  const before = runWork(held);
  const work = { ...before, outcomes: [], interruptions: before.interruptions + 1, restartAskedAt: context.now };
  return arrive(changed(held, { work }), 'settle', context.now);
}
