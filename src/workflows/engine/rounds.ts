import type { UpdateId } from '../../domain/ids.js';
import { whatKeptBack } from '../../domain/outcomes.js';
import type { RunWork, UpdateOutcome } from '../../domain/run-work.js';
import { verifyRun } from '../../domain/verification.js';
import { runWork } from './orders.js';
import type { Context } from './protocol.js';
import { arrive, changed, type Held, logged } from './record.js';
import { areInstallsOver } from './windows.js';

/** Of one run; what takes more is taken up by the next run. */
const MOST_ROUNDS = 3;

/**
 * Another round of the same run, for what was approved and could not be started: a restart had to come first, another
 * installer was busy, or it is offered only now. What was installed before has no second turn: that would go round in
 * circles. Null where there is none.
 */
export function nextRound(held: Held, context: Context): Held | null {
  const work = runWork(held);
  if (work.action !== 'install' || work.round >= MOST_ROUNDS || !mayGoOn(held, context)) return null;
  const again = leftOf(held);
  if (again.length === 0 || !hasMoved(work)) return null;
  const others = work.updates.filter((id) => !again.includes(id));
  const verified = proven(held, { ...work, updates: others }, context);
  const done = others.filter((id) => verified.recommendations[id]?.state === 'Implemented');
  const said = `round ${work.round + 1} for ${again.length} of ${work.updates.length}`;
  const next: RunWork = { ...work, ...FRESH, round: work.round + 1, proven: done };
  return arrive(logged(changed(verified, { work: next }), context.now, 'info', said), 'facts', context.now);
}

/** Why there is no further round, where all but that would allow one: the group froze meanwhile, say. */
export function whyNoRound(held: Held, context: Context): string | null {
  const { closed } = context;
  return closed !== null && nextRound(held, { ...context, closed: null }) !== null ? closed : null;
}

const FRESH = {
  ...{ outcomes: [], installedInBoot: null, restartedFrom: null, restartAskedAt: null, dueIn: null, restarts: 0 },
  ...{ replanned: 0, deferral: null, heldBack: null, mayPass: false, interruptions: 0, broken: null },
  hookWantsRestart: false,
} as const satisfies Partial<RunWork>;

function proven(held: Held, work: RunWork, { now }: Context): Held {
  const scan = held.scan;
  return scan === null ? held : { ...verifyRun(held, work, scan, now), run: held.run };
}

function mayGoOn(held: Held, context: Context): boolean {
  const { heldBack, mayPass, restartFailure, broken } = runWork(held);
  if (held.run.stopRequested || context.closed !== null || areInstallsOver(held, context)) return false;
  if (restartFailure !== null || broken !== null) return false;
  // What waits for a restart that is not to come waits on.
  return (heldBack === null || mayPass) && held.facts?.restartRequired !== true;
}

/** Whether it is another state now than the one in which they were not started. */
function hasMoved({ outcomes, restarts, mayPass }: RunWork): boolean {
  return mayPass || restarts > 0 || outcomes.some(({ result }) => result === 'installed');
}

function leftOf(held: Held): readonly UpdateId[] {
  const { updates, outcomes } = runWork(held);
  const told = new Map(outcomes.map((outcome) => [outcome.updateId, outcome]));
  const needed = new Set<string>(held.scan?.needed.map((need) => need.updateId));
  return updates.filter((id) => {
    const outcome = told.get(id);
    const isOpen = needed.has(id) && held.recommendations[id]?.state === 'In progress';
    return isOpen && outcome !== undefined && isUntouched(outcome);
  });
}

/** Nothing is known against it: it was not tried, or something else was in its way. */
function isUntouched(outcome: UpdateOutcome): boolean {
  return outcome.result === 'not-started' || outcome.result === 'not-found' || whatKeptBack(outcome) !== null;
}

/** What earlier rounds had proven and is needed again. */
export function wentRound(held: Held): readonly UpdateId[] {
  const needed = new Set<string>(held.scan?.needed.map((need) => need.updateId));
  return runWork(held).proven.filter((id) => needed.has(id));
}
