import type { Instant } from '../../domain/ids.js';
import type { RestartWait } from '../../domain/restart-wait.js';
import type { Leg, Work } from '../../domain/target.js';
import type { Context, EngineSettings } from './protocol.js';
import type { Held } from './record.js';

/** What a window's end keeps from starting. Reading, and a scan that proves, may take longer. */
const STARTS = new Set<Leg>(['facts', 'distribute', 'hook-before', 'install', 'uninstall']);

/** Whether the leg's job is, or leads to, the first thing that a run does to its computer. A restart ends what began. */
export function startsSomething({ run }: Pick<Held, 'run'>): boolean {
  return run.work.kind === 'run' && STARTS.has(run.leg);
}

const TAKES_BACK = new Set<Leg>(['distribute', 'install', 'uninstall']);

/** Whether what was ordered, and may not have arrived, is not to begin any more. */
export function isClosedMeanwhile({ run }: Pick<Held, 'run'>, { closed }: Context): boolean {
  return closed !== null && run.phase === 'submit' && TAKES_BACK.has(run.leg);
}

/** Milliseconds that a job which begins now may take for starting things: none after the window's end. */
export function timeFor({ run }: Held, context: Context): number {
  const { now, settings } = context;
  const end = run.leg === 'restart' ? restartsEnd(context) : endFor(run.leg, run.work, settings);
  return end === null ? settings.jobLimitMs : Math.min(settings.jobLimitMs, end - now);
}

/** The last moment at which a restart may begin: by the window that is open then, which may be a later one. */
export function restartsEnd({ restart, settings, now }: Context): Instant | null {
  if (restart.may !== 'begin') return now;
  return restart.until === null ? null : installsEnd(restart.until, true, settings);
}

/** What keeps a restart that is due from beginning now, and will pass. */
export function restartWaitOf({ run }: Held, { restart }: Context): RestartWait | null {
  if (restart.may !== 'wait') return null;
  if (run.leg === 'restart') return restart.wait;
  // Whoever is drained is missed by the others of its set as one that restarts.
  return run.leg === 'hook-before' && restart.wait.for === 'set' ? restart.wait : null;
}

/** Whether installs no longer start, so that their restarts end within the window. */
export function areInstallsOver({ run }: Held, { now, settings }: Context): boolean {
  const end = endFor('install', run.work, settings);
  return end !== null && now >= end;
}

function endFor(leg: Leg, work: Work, settings: EngineSettings): Instant | null {
  if (work.kind !== 'run' || work.until === null) return null;
  return STARTS.has(leg) ? installsEnd(work.until, work.restart !== 'never', settings) : null;
}

/** The last moment at which an install may begin: a restart and what Windows does in it must fit after it. */
export function installsEnd(until: Instant, mayRestart: boolean, settings: EngineSettings): Instant {
  return until - (mayRestart ? settings.restartWaitMs : 0);
}
