import { STOPPED_EARLY } from '../../domain/reasons.js';
import type { Leg } from '../../domain/target.js';
import { stoppedHere } from './conclusion.js';
import { concludedDownloads, downloadedText } from './downloads.js';
import { afterDone } from './hooks.js';
import { gated, legAfter } from './legs.js';
import { runWork } from './orders.js';
import type { Context } from './protocol.js';
import { arrive, changed, ended, failedWith, type Held } from './record.js';
import { afterUsers, dueRestart, lookAgain } from './restarting.js';
import { endedOnWsus } from './wsus-words.js';

/** Goes on after a leg's job is done and its result taken away. */
export function onward(held: Held, context: Context): Held {
  const stopped = gated(held, context);
  if (stopped !== null) return stopped;
  const { leg } = held.run;
  if (leg === 'hook-after') return afterDone(held, context.now);
  if (held.run.stopRequested && NOT_YET.has(leg)) return stoppedHere(held, STOPPED_EARLY, context);
  if (leg === 'distribute') return afterDownloads(held, context);
  if (leg === 'users') return afterUsers(held, context);
  if (leg === 'notice') return lookAgain(held, context);
  const after = legAfter(held);
  if (after === null) return concludedWsus(held, context);
  if (after === 'settle' && leg === 'settle') return settling(held, context);
  return after === 'restart' && DUE_AFTER.has(leg) ? dueRestart(held, context.now) : arrive(held, after, context.now);
}

/** Nothing was installed by then. */
const NOT_YET = new Set<Leg>(['facts', 'hook-before']);
/** What a restart follows that was not due before. */
const DUE_AFTER = new Set<Leg>(['install', 'uninstall', 'settle']);

/** A run that only downloads is over now; another one installs, unless it was stopped. */
function afterDownloads(held: Held, context: Context): Held {
  const work = runWork(held);
  if (work.mode === 'distribute') return concludedDownloads(held, context);
  if (!held.run.stopRequested) return arrive(held, legAfter(held) ?? 'install', context.now);
  return ended(held, context.now, 'Stopped', `stopped before the install: ${downloadedText(held)}`);
}

/** What WSUS refused entirely has failed. */
function concludedWsus(held: Held, context: Context): Held {
  const { work } = held.run;
  if (work.kind === 'approve-updates' && work.refused.length === work.approvals.length)
    return failedWith(held, context.now, { code: 'PB604', details: { cause: work.refused[0] ?? 'it gave no reason' } });
  return ended(held, context.now, 'Succeeded', endedOnWsus(held.run.work));
}

function settling(held: Held, context: Context): Held {
  const waited = stillRestarting(held, context);
  return waited.run.ended === null
    ? changed(arrive(waited, 'settle', context.now), { dueAt: waited.run.dueAt })
    : waited;
}

/** Waits on for a computer that restarts, until it has taken too long. */
export function stillRestarting(held: Held, context: Context): Held {
  const askedAt = runWork(held).restartAskedAt ?? held.run.legStartedAt;
  if (context.now - askedAt <= context.settings.restartWaitMs)
    return changed(held, { dueAt: context.now + context.settings.pollMs });
  const minutes = Math.round(context.settings.restartWaitMs / 60_000);
  const missed = { ...held, missingSince: askedAt };
  return failedWith(missed, context.now, { code: 'PB506', details: { computer: held.id, minutes } });
}

/** The computer ends a job itself at its limit; this much later nobody will answer for it any more. */
const MARGIN_MS = 15 * 60_000;

/** Whether the leg's job can no longer be running, whatever the computer says or does not say. */
export function isPastAnswering(held: Held, context: Context): boolean {
  const limitMs = (held.run.order?.spec.limitSeconds ?? 0) * 1000;
  const waitedMs = context.now - held.run.legStartedAt - held.run.legSkippedMs;
  return waitedMs > context.settings.jobLimitMs + limitMs + MARGIN_MS;
}
