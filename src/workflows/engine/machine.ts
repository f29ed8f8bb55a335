import { type Boot, bootSeen, isLaterBoot } from '../../domain/boot.js';
import type { Computer } from '../../domain/computer.js';
import { PatchbayError } from '../../domain/errors.js';
import { doubtOf, met, skewOver, whyUnidentified } from '../../domain/identity.js';
import type { Contact } from '../../domain/job.js';
import { clockIsOff, reachedBy, STOPPED_EARLY, WINDOW_CLOSED } from '../../domain/reasons.js';
import type { Leg } from '../../domain/target.js';
import { concluded, stoppedHere } from './conclusion.js';
import { noteBegun, withAfter } from './hooks.js';
import { acknowledging, job, type Observed } from './jobs.js';
import { withoutWithdrawn } from './meanwhile.js';
import { jobOf, runWork } from './orders.js';
import type { Context, Effect, EngineSettings, Observation } from './protocol.js';
import { arrive, calm, changed, failedWith, type Held, logged } from './record.js';
import { awaited, insteadOfRestart, waiting } from './restarting.js';
import { isOtherMachine, isSafeToAsk, troubled } from './trouble.js';
import { onward, stillRestarting } from './way.js';
import { isClosedMeanwhile, restartWaitOf, startsSomething, timeFor } from './windows.js';

/** Nothing waits longer by itself: who seems to was left behind by a clock that was set back. */
export function longestWait({ pollMs, retryMs, maxRetryMs }: EngineSettings): number {
  return Math.max(pollMs, retryMs, maxRetryMs);
}

export interface Step {
  readonly computer: Computer;
  readonly effect: Effect;
}

/**
 * The step machine of one target: what was seen, to what is stored and what is done next. Pure. The new state is
 * stored before its effect is begun, and an effect may always be begun again: it is derived from the state alone.
 */
export function next(computer: Computer, seen: Observation, context: Context): Step {
  if (computer.run === null) throw new PatchbayError('PB899', { cause: `${computer.id} has no task` });
  const held: Held = { ...computer, run: computer.run };
  if (held.run.ended !== null) return { computer: held, effect: { do: 'finish' } };
  const { held: seenNow, effect } = observed(held, seen, context);
  const after = withAfter(seenNow, isSafeToAsk, context);
  return { computer: after, effect: effect ?? effectOf(after, context) };
}

/** What a state asks for. */
function effectOf(held: Held, context: Context): Effect {
  const { now, settings } = context;
  const { run } = held;
  if (run.ended !== null) return { do: 'finish' };
  if (held.doubt !== null) return refusal(held, context);
  const due = stopDue(held);
  if (due !== null) return due;
  if (run.dueAt > now && run.dueAt - now <= longestWait(settings)) return { do: 'wait', until: run.dueAt };
  if (run.leg === 'validate') return { do: 'look-up' };
  return callOf(held, context);
}

/** A job is asked for of the machine that is known: who has yet to show itself, again or at all, is met first. */
function callOf(held: Held, context: Context): Effect {
  const { run, machineId } = held;
  if (machineId === null || run.order === null || run.phase === 'prepare' || isOtherMachine(run))
    return { do: 'prepare' };
  const { key } = run.order;
  if (run.phase === 'acknowledge') return { do: 'acknowledge', machineId, key };
  if (run.phase === 'poll' || isTakenBack(held, context)) return { do: 'poll', machineId, key };
  // Between two submissions another machine may have taken the computer's place.
  return run.trouble === null ? { do: 'submit', machineId, order: run.order } : { do: 'prepare' };
}

/** Whoever may be another machine is neither asked for a job nor handed one; what only computes goes on. */
function refusal(held: Held, { command }: Context): Effect {
  const failure = whyUnidentified(held, false, command);
  return held.run.leg === 'validate' || failure === null ? { do: 'look-up' } : { do: 'refuse', failure };
}

/** A job that may have arrived is asked for, never sent again, once it is no longer to be done now. */
function isTakenBack(held: Held, context: Context): boolean {
  if (isClosedMeanwhile(held, context)) return true;
  return (held.run.stopRequested && STOPPABLE.has(held.run.leg)) || restartWaitOf(held, context) !== null;
}

/** Jobs that start something: a stop reaches them on the computer. */
const STOPPABLE = new Set<Leg>(['distribute', 'install', 'uninstall', 'restart']);

/** The job that has yet to hear of a stop. It does not wait for the next poll; for a computer that is away it does. */
function stopDue({ run, machineId }: Held): Effect | null {
  const isOut = run.order !== null && (run.phase === 'submit' || run.phase === 'poll');
  if (!run.stopRequested || run.stopSent || !isOut || !STOPPABLE.has(run.leg) || run.trouble !== null) return null;
  return run.order === null || machineId === null ? null : { do: 'stop', machineId, key: run.order.key };
}

function observed(held: Held, seen: Observation, context: Context): Observed {
  switch (seen.kind) {
    case 'resumed':
      return { held };
    case 'stop-requested':
      return { held: stopping(held, context) };
    case 'prepared':
      return { held: prepared(held, seen.contact, context) };
    case 'job':
      return job(held, seen.state, context);
    case 'stop-sent':
      return { held: changed(held, { stopSent: true, dueAt: context.now }) };
    case 'acknowledged':
      return { held: onward(calm(held), context) };
    case 'kept':
      return { held: acknowledging(noteKept(held, seen, context)) };
    case 'looked-up':
      return { held: concluded(held, seen.reference, context) };
    case 'failed':
      return { held: troubled(held, seen.failure, context) };
  }
}

function stopping(held: Held, context: Context): Held {
  const asked = changed(held, { stopRequested: true, dueAt: context.now });
  const noted = logged(asked, context.now, 'info', 'stop asked for');
  if (held.run.order !== null && held.run.phase !== 'prepare') return noted;
  if (STARTS_NOTHING_YET.has(held.run.leg)) return stoppedHere(noted, STOPPED_EARLY, context);
  return LEADS_TO_RESTART.has(held.run.leg) ? arrive(noted, 'verify-scan', context.now) : noted;
}

const STARTS_NOTHING_YET = new Set<Leg>([
  ...(['scan', 'facts', 'distribute', 'hook-before', 'install', 'uninstall', 'wsus-sync', 'wsus-approve'] as const),
]);
const LEADS_TO_RESTART = new Set<Leg>(['users', 'notice', 'hook-restart', 'restart']);

function noteKept(held: Held, seen: { added: number; changed: number }, context: Context): Held {
  return logged(held, context.now, 'info', `patch catalogue: ${seen.added} added, ${seen.changed} changed`);
}

function prepared(held: Held, contact: Contact, context: Context): Held {
  const { now } = context;
  const doubt = doubtOf(held, contact, context.identity, now);
  if (doubt !== null) return doubted({ ...held, doubt }, context);
  // The known one is back; but where two machines take turns, no job is safe.
  if (held.run.trouble !== null && isOtherMachine(held.run)) return failedWith(held, now, held.run.trouble.failure);
  const known = told({ ...met(calm(held), contact, now), missingSince: null }, contact, context);
  // It was met before its job was made; what counts for that is what was seen then.
  const boot = bootSeen(contact, now);
  if (known.run.phase !== 'prepare') return hasRestarted(known, boot) ? acknowledging(known) : known;
  const here = changed(known, { contact, boot });
  if (here.run.leg === 'await-boot') return awaited(here, boot, context) ?? stillRestarting(here, context);
  if (here.run.leg === 'restart') return beforeRestart(here, boot, contact, context);
  const wait = restartWaitOf(here, context);
  if (wait !== null && timeFor(here, context) > 0 && context.closed === null) return waiting(here, wait, context);
  return ordered(here, contact, context);
}

/** Somebody was quicker while its restart was on its way: a tombstone meets the copy that may yet come. */
function hasRestarted({ run }: Held, boot: Boot): boolean {
  const isOnItsWay = run.leg === 'restart' && run.phase === 'submit' && run.work.kind === 'run';
  return isOnItsWay && isLaterBoot(boot, run.work.restartedFrom);
}

function doubted(held: Held, { now, command }: Context): Held {
  const failure = whyUnidentified(held, false, command);
  return failure === null ? held : failedWith(held, now, failure);
}

/**
 * How it was reached is told where it is news, and a clock that is off: what the computer says of times is not what we
 * would say.
 */
function told(held: Held, { way }: Contact, { now, settings }: Context): Held {
  const before = held.run.contact;
  const reached = way === null || way === before?.way ? held : logged(held, now, 'info', reachedBy(way));
  const skew = skewOver(held, settings.maxClockSkewMs);
  return skew === null || before !== null ? reached : logged(reached, now, 'warn', clockIsOff(skew));
}

function beforeRestart(held: Held, boot: Boot, contact: Contact, context: Context): Held {
  const instead = insteadOfRestart(held, boot, context);
  if (instead !== null) return instead;
  const work = { ...runWork(held), restartedFrom: boot, restartAskedAt: context.now, restartWait: null };
  return ordered(changed(held, { work }), contact, context);
}

/** Makes the leg's job: its key is stored before it is handed over. Its time begins now, by the computer's clock. */
function ordered(held: Held, contact: Contact, context: Context): Held {
  const timeMs = timeFor(held, context);
  if (timeMs <= 0) return stoppedHere(held, WINDOW_CLOSED, context);
  if (context.closed !== null && startsSomething(held)) return stoppedHere(held, context.closed, context);
  const wanted = withoutWithdrawn(held, context);
  if (wanted.run.ended !== null) return wanted;
  const spec = jobOf(wanted, context);
  const order = { key: context.freshKey, spec, notAfter: contact.clock + timeMs };
  const made = changed(noteBegun(wanted), {
    order,
    phase: 'submit',
    legStartedAt: context.now,
    legSkippedMs: 0,
    progress: null,
  });
  return logged(made, context.now, 'info', `${spec.script}: job ${order.key}`);
}
