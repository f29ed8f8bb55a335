import { isLaterBoot } from '../../domain/boot.js';
import type { PatchbayFailure } from '../../domain/errors.js';
import type { UpdateId } from '../../domain/ids.js';
import { explain, hex } from '../../domain/outcomes.js';
import { READ_LOG, TRY_AGAIN, uninstallText, WINDOW_CLOSED } from '../../domain/reasons.js';
import type { UpdateOutcome } from '../../domain/run-work.js';
import { runWork } from './orders.js';
import type { Context } from './protocol.js';
import { ended, failedWith, type Held } from './record.js';
import { areInstallsOver } from './windows.js';

/** What became of what was to go: the scan has the last word. */
export interface Gone {
  readonly gone: readonly UpdateId[];
  readonly waiting: readonly UpdateId[];
  readonly failed: readonly UpdateId[];
  readonly left: readonly UpdateId[];
}

const NOTHING: Gone = { gone: [], waiting: [], failed: [], left: [] };

export function goneOf(held: Held): Gone {
  const { scan, run } = held;
  if (scan === null || scan.taskId !== run.taskId || !scan.complete) return NOTHING;
  const { updates, outcomes } = runWork(held);
  const told = new Map(outcomes.map((outcome) => [outcome.updateId, outcome]));
  const standing = new Map(updates.map((id) => [id, standingOf(held, told.get(id), scan.installed.includes(id))]));
  const those = (which: keyof Gone) => updates.filter((id) => standing.get(id) === which);
  return { gone: those('gone'), waiting: those('waiting'), failed: those('failed'), left: those('left') };
}

function standingOf(held: Held, outcome: UpdateOutcome | undefined, isThere: boolean): keyof Gone {
  if (outcome?.result === 'uninstalled' && outcome.restartRequired && !isAfterRestart(held)) return 'waiting';
  if (!isThere) return mayComeBack(held, outcome) ? 'waiting' : 'gone';
  return outcome?.result === 'not-started' ? 'left' : 'failed';
}

/** Of what nobody told that it went, and how, Windows may yet undo it in the restart that it waits for. */
function mayComeBack({ facts }: Held, outcome: UpdateOutcome | undefined): boolean {
  return outcome?.result !== 'uninstalled' && (facts?.restartRequired ?? true);
}

function isAfterRestart(held: Held): boolean {
  const { installedInBoot } = runWork(held);
  return held.scan !== null && isLaterBoot(held.scan.boot, installedInBoot);
}

/** The end of a run that takes updates away. */
export function concludedUninstall(held: Held, context: Context): Held {
  const work = runWork(held);
  const { gone, waiting, failed, left } = goneOf(held);
  const planned = work.updates.length;
  if (work.restartFailure !== null) return failedWith(held, context.now, work.restartFailure);
  if (failed.length > 0) return failedWith(held, context.now, failureOf(held, failed));
  const isStopped = held.run.stopRequested || areInstallsOver(held, context);
  if (left.length > 0 && !isStopped) {
    const details = { computer: held.id, failed: left.length, planned, cause: work.heldBack ?? 'not started' };
    return failedWith(held, context.now, { code: 'PB534', details: { ...details, nextStep: TRY_AGAIN } });
  }
  const why = held.run.stopRequested ? 'stopped' : WINDOW_CLOSED;
  const text = uninstallText(gone.length, planned, waiting.length, left.length > 0 ? why : null);
  return ended(held, context.now, left.length > 0 ? 'Stopped' : 'Succeeded', text);
}

function failureOf(held: Held, failed: readonly UpdateId[]): PatchbayFailure {
  const { outcomes, updates, broken, restarts } = runWork(held);
  const outcome = outcomes.find(({ updateId }) => failed.includes(updateId));
  const known = outcome?.hresult == null ? null : explain(outcome.hresult);
  const byCode =
    outcome?.hresult == null
      ? null
      : `it failed with ${hex(outcome.hresult)}${known === null ? '' : `: ${known.meaning}`}`;
  const still = `it is still installed after the ${restarts > 0 ? 'restart' : 'uninstall'}`;
  const cause = broken?.details.cause ?? outcome?.why ?? byCode ?? still;
  const nextStep = known?.nextStep ?? READ_LOG;
  const details = { computer: held.id, failed: failed.length, planned: updates.length, cause, nextStep };
  return { code: 'PB534', details };
}
