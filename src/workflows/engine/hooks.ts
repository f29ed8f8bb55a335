import { operatorText, type PatchbayFailure, userText } from '../../domain/errors.js';
import type { HookPhase } from '../../domain/hooks.js';
import type { Instant } from '../../domain/ids.js';
import { afterFailedToo, afterHook, HOOK_CAUSES, HOOKS } from '../../domain/reasons.js';
import type { Leg } from '../../domain/target.js';
import type { HookReport } from '../../ports/endpoint.js';
import { HOOK_PHASES, runWork } from './orders.js';
import { arrive, changed, failedWith, type Held, logged, lostJob } from './record.js';

/** `command`: how people call us; empty where that is not known. */
interface Terms {
  readonly now: Instant;
  readonly command: string;
}

/** Scripts of the administrators: each runs once for what it is for, and what becomes of it decides how the run goes on. */
export function isHook(leg: Leg): leg is keyof typeof HOOK_PHASES {
  return Object.hasOwn(HOOK_PHASES, leg);
}

/** Whether the script before the install is yet to run. */
export function owesBefore(held: Held): boolean {
  const { hooks, begun } = runWork(held);
  return hooks !== null && hooks.before !== null && !begun;
}

/** Notes, as an order is made, that what the script after the run ends may have begun by it. */
export function noteBegun(held: Held): Held {
  const { leg, work } = held.run;
  if (work.kind !== 'run' || work.begun) return held;
  const begins = leg === 'hook-before' || leg === 'install' || leg === 'uninstall';
  return begins ? changed(held, { work: { ...work, begun: true } }) : held;
}

export function tookHook(held: Held, { ok, ran, wantsRestart, cause }: HookReport, terms: Terms): Held {
  if (!isHook(held.run.leg)) return held;
  if (!ok) return hookFailed(held, cause ?? HOOK_CAUSES.vanished, ran, terms);
  const { now } = terms;
  const work = runWork(held);
  const phase = HOOK_PHASES[held.run.leg];
  const readyIn = phase === 'before-restart' ? held.run.boot : work.readyIn;
  const hookWantsRestart = work.hookWantsRestart || (wantsRestart && phase === 'before');
  const told = logged(held, now, 'info', `the script ${HOOKS[phase]} ended well${wantsRestart ? ', with 3010' : ''}`);
  return changed(told, { work: { ...work, readyIn, hookWantsRestart } });
}

/** It vanished or broke: nobody knows how far it came, so it is not begun again. */
export function hookVanished(held: Held, cause: string, terms: Terms): Held {
  return hookFailed(held, cause, true, terms);
}

/** Without the script before nothing is installed, and without the one before the restart nothing is restarted. */
function hookFailed(held: Held, cause: string, ran: boolean, { now, command }: Terms): Held {
  const { leg } = held.run;
  if (!isHook(leg)) return held;
  const phase = HOOK_PHASES[leg];
  const failure = failureOf(held, phase, cause, command);
  const work = { ...runWork(held), begun: runWork(held).begun && (ran || phase !== 'before') };
  if (phase !== 'before-restart') return failedWith(changed(held, { work }), now, failure);
  const kept = changed(held, { work: { ...work, restartAskedAt: null, restartWait: null, restartFailure: failure } });
  return logged(kept, now, 'error', `${failure.code} ${operatorText(failure)}`);
}

function failureOf({ id }: Held, phase: HookPhase, cause: string, command: string): PatchbayFailure {
  const confirm = `${command} confirm ${id}`.trim();
  return {
    code: 'PB528',
    details: { computer: id, phase: HOOKS[phase], cause, nextStep: afterHook(phase, confirm) },
  };
}

/**
 * Whatever a run came to, what the script before it began is ended by the script after it: then the run is over. Where
 * nobody knows who answers there, or what still runs, that is left to a person.
 */
export function withAfter(held: Held, isSafe: (failure: PatchbayFailure) => boolean, terms: Terms): Held {
  const { now } = terms;
  const { ended, work } = held.run;
  if (ended === null || work.kind !== 'run') return held;
  if (work.verdict !== null) return afterFailed(held, terms);
  if (!work.begun || work.hooks === null || work.hooks.after === null) return held;
  const isKnown =
    held.doubt === null && (ended.failure === null || isSafe(ended.failure)) && lostJob(held.run) === null;
  if (!isKnown) return outOfService(logged(held, now, 'error', `the script ${HOOKS.after} did not run`), now);
  const going = changed(held, { ended: null, work: { ...work, verdict: ended } });
  return arrive(going, 'hook-after', now);
}

/** The computer is in service, whatever runs before this one left, and the run ends as it would have without the script. */
export function afterDone(held: Held, now: Instant): Held {
  const work = runWork(held);
  const { verdict } = work;
  return verdict === null
    ? held
    : changed(
        { ...held, outOfServiceSince: null },
        { ended: { ...verdict, at: now }, work: { ...work, verdict: null, begun: false } },
      );
}

/** What failed before stays why it failed; what had succeeded has failed now: the computer may be out of service. */
function afterFailed(held: Held, { now, command }: Terms): Held {
  const work = runWork(held);
  const { verdict } = work;
  const { ended } = held.run;
  if (verdict === null || ended === null) return held;
  const over = outOfService(changed(held, { work: { ...work, verdict: null, begun: false } }), now);
  if (verdict.status === 'Failed') {
    return changed(over, { ended: { ...verdict, message: afterFailedToo(verdict.message), at: now } });
  }
  const why = ended.failure;
  const failure =
    why === null || why.code === 'PB528'
      ? (why ?? failureOf(held, 'after', HOOK_CAUSES.vanished, command))
      : failureOf(held, 'after', userText(why), command);
  return changed(over, { ended: { at: now, status: 'Failed', message: userText(failure), failure } });
}

/** Others of its set wait for it. That it is met again does not end that: it may answer and be drained. */
function outOfService(held: Held, now: Instant): Held {
  return { ...held, outOfServiceSince: now };
}
