import { whyFactsBlock } from '../../domain/blocking.js';
import { restartOf } from '../../domain/planning.js';
import type { Leg } from '../../domain/target.js';
import { owesBefore } from './hooks.js';
import { remaining, runWork } from './orders.js';
import type { Context } from './protocol.js';
import { failedWith, type Held } from './record.js';

const AFTER: Readonly<Partial<Record<Leg, Leg>>> = {
  scan: 'validate',
  'await-boot': 'settle',
  'verify-scan': 'validate',
  'wsus-sync': 'wsus-health',
  'wsus-health': 'wsus-list',
  'wsus-approve': 'wsus-list',
  notice: 'restart',
};

/** The leg that follows when this one's job is done; `validate` ends the way by itself. Null: the way is over. */
export function legAfter(held: Held): Leg | null {
  const { leg } = held.run;
  const chosen = CHOICES[leg];
  return chosen === undefined ? (AFTER[leg] ?? null) : chosen(held);
}

/** Where it depends. */
const CHOICES: Readonly<Partial<Record<Leg, (held: Held) => Leg>>> = {
  facts: firstOf,
  distribute: changeOf,
  'hook-before': changeOf,
  install: afterChange,
  uninstall: afterChange,
  restart: afterRestart,
  'hook-restart': (held) => (runWork(held).restartFailure === null ? 'restart' : 'verify-scan'),
  settle: afterSettling,
};

function afterChange(held: Held): Leg {
  return needsRestart(held) ? 'restart' : 'verify-scan';
}

/** Files that are on the computer already need not be brought there again. */
function firstOf(held: Held): Leg {
  const { mode, round, action } = runWork(held);
  return mode === 'install' || round > 1 || action === 'uninstall' ? changeOf(held) : 'distribute';
}

/** The script before comes once, however many rounds and attempts there are. */
function changeOf(held: Held): Leg {
  if (held.run.leg !== 'hook-before' && owesBefore(held)) return 'hook-before';
  return runWork(held).action;
}

function afterRestart(held: Held): Leg {
  const { restartAskedAt, restartWait } = runWork(held);
  if (restartAskedAt !== null) return 'await-boot';
  return restartWait !== null && !held.run.stopRequested ? 'restart' : 'verify-scan';
}

function needsRestart(held: Held): boolean {
  const work = runWork(held);
  if (work.broken !== null || !mayRestart(held)) return false;
  const done = work.outcomes.filter(({ result }) => result === 'installed' || result === 'uninstalled');
  if (work.hookWantsRestart || done.some((outcome) => outcome.restartRequired)) return true;
  return work.restart === 'always' && done.length > 0;
}

function mayRestart({ run, ...held }: Held): boolean {
  return (
    run.work.kind === 'run' && run.work.restart !== 'never' && !run.stopRequested && held.facts?.startsAlone !== false
  );
}

/** Windows may want another restart to complete what the first one began. */
function afterSettling(held: Held): Leg {
  if (held.facts?.servicingBusy) return 'settle';
  const isAsked = held.facts?.restartRequired === true && mayRestart(held);
  return isAsked && runWork(held).restartFailure === null ? 'restart' : 'verify-scan';
}

/** Whether the facts just read forbid the install; then the way ends here with the reason. */
export function gated(held: Held, context: Context): Held | null {
  if (held.run.leg !== 'facts') return null;
  const { mode, restart } = runWork(held);
  const ids = new Set<string>(remaining(held));
  const behaviours = held.scan?.needed.flatMap((need) => (ids.has(need.updateId) ? need.rebootBehavior : [])) ?? [];
  const failure = whyFactsBlock(held.facts, context.rules, mode, restartOf(restart, behaviours) !== 'no');
  return failure === null ? null : failedWith(held, context.now, failure);
}
