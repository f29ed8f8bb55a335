import { type Boot, isLaterBoot } from '../../domain/boot.js';
import type { PatchbayFailure } from '../../domain/errors.js';
import type { Instant } from '../../domain/ids.js';
import { restartWaits, WINDOW_CLOSED } from '../../domain/reasons.js';
import type { RestartWait } from '../../domain/restart-wait.js';
import type { Deferral, RunWork } from '../../domain/run-work.js';
import { runWork } from './orders.js';
import type { Context } from './protocol.js';
import { arrive, changed, failedWith, type Held, logged } from './record.js';
import { restartsEnd, restartWaitOf } from './windows.js';

/** What keeps a restart from beginning, how it is deferred, and what tells that it came. */

function withWork(held: Held, over: Partial<RunWork>): Held {
  return changed(held, { work: { ...runWork(held), ...over } });
}

/** A restart is due: in this boot, so that a later one is known to be it. */
export function dueRestart(held: Held, at: Instant): Held {
  const { installedInBoot } = runWork(held);
  const isChange = held.run.leg === 'install' || held.run.leg === 'uninstall';
  return arrive(withWork(held, { dueIn: isChange ? installedInBoot : held.run.boot, replanned: 0 }), 'restart', at);
}

/**
 * Just before a restart, in contact with the computer.
 * @returns null where it may begin now
 */
export function insteadOfRestart(held: Held, boot: Boot, context: Context): Held | null {
  const { now, restart } = context;
  const work = runWork(held);
  const known = work.dueIn ?? work.installedInBoot;
  if (isLaterBoot(boot, known))
    return arrive(withWork(logged(held, now, 'info', 'it restarted by itself'), came(work, known)), 'settle', now);
  if (held.run.stopRequested) return notRestarted(held, now);
  const wait = restartWaitOf(held, context);
  if (wait !== null) return waiting(held, wait, context);
  if (restart.may === 'not') return notRestarted(logged(held, now, 'warn', `no restart: ${WINDOW_CLOSED}`), now);
  if (work.restarts >= MOST_RESTARTS) return notRestarted(looping(held), now);
  if (areUsersAsked(work, now)) return arrive(held, 'users', now);
  return isReady(work, boot) ? null : arrive(held, 'hook-restart', now);
}

/** More than one is asked for now and then; what asks for a third one asks for ever. */
const MOST_RESTARTS = 2;

const came = (work: RunWork, from: Boot | null): Partial<RunWork> => ({
  restartedFrom: from,
  restarts: work.restarts + 1,
  replanned: 0,
  restartWait: null,
  restartAskedAt: null,
});

/** Its updates wait for a restart by somebody else. */
function notRestarted(held: Held, now: Instant): Held {
  return arrive(withWork(held, { restartAskedAt: null, restartWait: null }), 'verify-scan', now);
}

function looping(held: Held): Held {
  const details = { computer: held.id, times: runWork(held).restarts };
  return withWork(held, { restartFailure: { code: 'PB530', details } });
}

function isReady({ hooks, readyIn }: RunWork, boot: Boot): boolean {
  return hooks === null || hooks.beforeRestart === null || (readyIn !== null && !isLaterBoot(boot, readyIn));
}

/** It is asked now and then: somebody may restart it by hand. */
export function waiting(held: Held, wait: RestartWait, { now, settings }: Context): Held {
  const isKnown = JSON.stringify(runWork(held).restartWait) === JSON.stringify(wait);
  const noted = isKnown ? held : logged(held, now, 'info', restartWaits(wait));
  // It may take days: what logged-on users were told of is over by then, and they are asked anew.
  const isLong = wait.for === 'freeze' || wait.for === 'window';
  const kept = withWork(noted, { restartWait: wait, ...(isLong ? { deferral: null } : {}) });
  return changed(kept, { dueAt: now + settings.maxRetryMs });
}

/** What was seen of who is logged on holds for so long. */
const FRESH_MS = 5 * 60_000;
/** So long before the end of a deferral its users are told once more. */
const SHORTLY_MS = 10 * 60_000;

function areUsersAsked({ deferMs, deferral }: RunWork, now: Instant): boolean {
  if (deferMs === 0) return false;
  if (deferral === null) return true;
  if (now >= deferral.until) return false;
  return deferral.clearAt === null || now - deferral.clearAt > FRESH_MS;
}

/** Who is logged on is known: the restart goes on, or they are told of it, or it waits on. */
export function afterUsers(held: Held, context: Context): Held {
  const { now } = context;
  const { deferral, deferMs } = runWork(held);
  // Of a clock that was set back nobody waits longer than the limit.
  const until = Math.min(deferral?.until ?? Math.max(now, latest(context)), now + deferMs);
  const told = deferral?.told ?? 0;
  const isClear = (held.facts?.loggedOnUsers ?? 0) === 0 || now >= until;
  if (isClear)
    return arrive(withWork(held, { deferral: { until, told, clearAt: now }, restartWait: null }), 'restart', now);
  const due = until - now <= SHORTLY_MS ? 2 : 1;
  const next: Deferral = { until, told: due === 2 ? 2 : told === 0 ? 1 : told, clearAt: null };
  const wait = { for: 'users', until } as const;
  const noted = deferral === null ? logged(held, now, 'info', restartWaits(wait)) : held;
  const kept = withWork(noted, { deferral: next, restartWait: wait });
  return due > told ? arrive(kept, 'notice', now) : lookAgain(kept, context);
}

/** They are looked for again now and then, and when it is time to tell them, or to restart. */
export function lookAgain(held: Held, { now, settings }: Context): Held {
  const until = runWork(held).deferral?.until ?? now;
  const moments = [until - SHORTLY_MS, until].filter((moment) => moment > now);
  return changed(arrive(held, 'restart', now), { dueAt: Math.min(now + settings.maxRetryMs, ...moments) });
}

/** When a deferred restart begins at the latest, so that it is over when the window closes. */
function latest(context: Context): Instant {
  const end = restartsEnd(context);
  return end === null ? Number.MAX_SAFE_INTEGER : end - 2 * context.settings.maxRetryMs;
}

/** It answers: after its restart, or still before it. */
export function awaited(held: Held, boot: Boot, context: Context): Held | null {
  const work = runWork(held);
  if (!isLaterBoot(boot, work.restartedFrom)) return isCancelled(held, context) ? again(held, context) : null;
  const seen = logged(held, context.now, 'info', 'restarted');
  return arrive(withWork(seen, came(work, work.restartedFrom)), 'settle', context.now);
}

/** Who answers so long after the restart was to come has none under way: somebody called it off (shutdown /a). */
function isCancelled(held: Held, { now, settings }: Context): boolean {
  const askedAt = runWork(held).restartAskedAt ?? held.run.legStartedAt;
  return now - askedAt > settings.restartDelayMs + settings.restartWaitMs / 3;
}

/** So often a restart that did not come is planned once more. */
const MOST_REPLANNED = 2;

function again(held: Held, { now }: Context): Held {
  const { replanned } = runWork(held);
  const noted = logged(held, now, 'warn', 'the restart did not come');
  if (held.run.stopRequested) return notRestarted(noted, now);
  if (replanned >= MOST_REPLANNED) return failedWith(noted, now, neverCame(held, replanned + 1));
  return arrive(withWork(noted, { replanned: replanned + 1, restartAskedAt: null }), 'restart', now);
}

function neverCame(held: Held, times: number): PatchbayFailure {
  return { code: 'PB529', details: { computer: held.id, times } };
}
