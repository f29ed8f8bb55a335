import type { PatchbayFailure } from '../../domain/errors.js';
import { skewOver } from '../../domain/identity.js';
import type { UpdateId } from '../../domain/ids.js';
import { whatKeptBack } from '../../domain/outcomes.js';
import {
  clockIsOff,
  complianceOf,
  complianceUnknown,
  implementedText,
  NOT_OFFERED,
  notStarted,
  runText,
  WINDOW_CLOSED,
} from '../../domain/reasons.js';
import type { Recommendation } from '../../domain/recommendation.js';
import { NO_COUNTS, type TargetCounts } from '../../domain/target.js';
import { type Reference, validateCompliance } from '../../domain/validation.js';
import { nextStepAfter, verifyRun } from '../../domain/verification.js';
import { remaining, runWork } from './orders.js';
import type { Context } from './protocol.js';
import { arrive, changed, ended, failedWith, type Held, logged } from './record.js';
import { nextRound, wentRound, whyNoRound } from './rounds.js';
import { concludedUninstall, goneOf } from './uninstalled.js';
import { areInstallsOver } from './windows.js';

/** Compliance_Validation at the end of a way: what the scan proves, then what the checks say of it. */
export function concluded(held: Held, reference: Reference, context: Context): Held {
  if (held.run.work.kind === 'run') return concludedRun(held, reference, context);
  const checked = validated(held, reference, context);
  if (held.scan !== null && !held.scan.complete && held.run.work.kind === 'scan-and-check')
    return failedWith(checked, context.now, { code: 'PB508', details: { computer: held.id } });
  return ended(checked, context.now, 'Succeeded', withSkew(complianceText(checked), checked, context));
}

function validated(held: Held, reference: Reference, context: Context): Held {
  return { ...validateCompliance(held, reference, context.now), run: held.run };
}

function complianceText(held: Held): string {
  const compliance = held.compliance;
  if (compliance === null || compliance.state === 'unknown') return complianceUnknown(compliance?.reasons[0] ?? null);
  return complianceOf(compliance.missing);
}

function concludedRun(held: Held, reference: Reference, context: Context): Held {
  const scan = held.scan;
  // The scan that proves must be this run's own, and one that may be believed.
  if (scan === null || scan.taskId !== held.run.taskId || !scan.complete)
    return failedWith(held, context.now, { code: 'PB508', details: { computer: held.id } });
  const again = secondAttempt(held, context) ?? nextRound(held, context);
  if (again !== null) return again;
  if (runWork(held).action === 'uninstall') return concludedUninstall(validated(held, reference, context), context);
  const verified: Held = { ...verifyRun(held, runWork(held), scan, context.now), run: held.run };
  return judgedRun(validated(verified, reference, context), whyNoRound(held, context), context);
}

/** An interrupted install is tried once more, for what the scan shows as still needed. */
function secondAttempt(held: Held, context: Context): Held | null {
  const work = runWork(held);
  if (work.interruptions !== 1 || work.outcomes.length > 0 || held.run.stopRequested || work.broken !== null)
    return null;
  const left = remaining(held);
  if (left.length === 0) return null;
  const noted = logged(held, context.now, 'info', `second attempt for ${left.length} of ${work.updates.length}`);
  return changed(arrive(noted, 'facts', context.now), { attempt: 1 });
}

/** What became of a run's own recommendations. */
export function countsOf(held: Held): TargetCounts {
  const { work } = held.run;
  const needed = held.scan?.needed.length ?? 0;
  if (work.kind !== 'run') return { ...NO_COUNTS, needed };
  if (work.action === 'uninstall') return { ...NO_COUNTS, needed, ...uninstallCounts(held) };
  const states = work.updates.map((id) => held.recommendations[id]?.state);
  const count = (state: Recommendation['state']): number => states.filter((one) => one === state).length;
  return {
    needed,
    planned: work.updates.length,
    implemented: count('Implemented'),
    failed: count('Failed'),
    restartPending: count('Reboot required'),
    downloaded: work.downloaded.length,
  };
}

/** What is proven to be gone counts as implemented. */
function uninstallCounts(held: Held): Partial<TargetCounts> {
  const { gone, waiting, failed } = goneOf(held);
  const planned = runWork(held).updates.length;
  return { planned, implemented: gone.length, restartPending: waiting.length, failed: failed.length };
}

/** Stops before the next thing is begun: what earlier rounds came to is said. */
export function stoppedHere(held: Held, why: string, { now }: Context): Held {
  const { work } = held.run;
  if (work.kind !== 'run' || work.proven.length === 0) return ended(held, now, 'Stopped', why);
  return ended(held, now, 'Stopped', `${implementedText(work.proven.length, work.updates.length)}; ${why}`);
}

/** @param why what is left has no further round; null where nothing but itself keeps it */
function judgedRun(held: Held, why: string | null, context: Context): Held {
  const counts = countsOf(held);
  const found = whyFailed(held, counts);
  if (found !== null) return failedWith(held, context.now, found);
  const open = runWork(held).updates.filter((id) => held.recommendations[id]?.state === 'Approved');
  const renewed = open.filter((id) => isRenewed(held, id)).length;
  const left = open.length - renewed;
  const isStopped = held.run.stopRequested || why !== null;
  const isHeldBack = left > 0 && !isStopped && !areInstallsOver(held, context);
  // For canaries and for the stop after failures it counts as failed: what was not tried has proven nothing.
  if (isHeldBack) return failedWith(held, context.now, keptBack(held, left) ?? heldBack(held, counts, left));
  const whyLeft = why ?? notStarted(held.run.stopRequested ? null : WINDOW_CLOSED);
  const text = runText(counts, { left, why: whyLeft }, renewed);
  return ended(held, context.now, left > 0 ? 'Stopped' : 'Succeeded', withSkew(text, held, context));
}

/** Whoever reads when something happened there should know that the computer thought it was another time. */
function withSkew(text: string, held: Held, { settings }: Context): string {
  const skew = skewOver(held, settings.maxClockSkewMs);
  return skew === null ? text : `${text}; ${clockIsOff(skew)}`;
}

function whyFailed(held: Held, counts: TargetCounts): PatchbayFailure | null {
  const { restartFailure } = runWork(held);
  if (restartFailure !== null) return restartFailure;
  if (counts.failed > 0) return failureOf(held, counts);
  const again = wentRound(held);
  const [first] = again;
  if (first === undefined) return null;
  const title = held.scan?.needed.find((need) => need.updateId === first)?.title ?? first;
  return { code: 'PB531', details: { computer: held.id, updates: again.length, title } };
}

/** Definitions that were installed and are offered in a newer version: that is how it is with them. */
function isRenewed(held: Held, id: UpdateId): boolean {
  const { definitions, outcomes } = runWork(held);
  return definitions.includes(id) && outcomes.some((one) => one.updateId === id && one.result === 'installed');
}

/** Something else was at work there, or wants a restart: the first of it is told, with what to do. */
export function keptBack(held: Held, left: number): PatchbayFailure | null {
  const { outcomes, updates } = runWork(held);
  const [first] = outcomes.flatMap((outcome) => {
    const isOpen = held.recommendations[outcome.updateId]?.state === 'Approved';
    return (isOpen ? whatKeptBack(outcome) : null) ?? [];
  });
  if (first === undefined) return null;
  const { reason: cause, nextStep } = first;
  return { code: 'PB536', details: { computer: held.id, left, planned: updates.length, cause, nextStep } };
}

function heldBack(held: Held, counts: TargetCounts, left: number): PatchbayFailure {
  const { outcomes } = runWork(held);
  const refused = outcomes.filter(({ result }) => result === 'refused');
  const [first] = refused;
  if (first?.why != null && refused.length === left)
    return { code: 'PB535', details: { computer: held.id, left, planned: counts.planned, cause: first.why } };
  const cause = runWork(held).heldBack ?? NOT_OFFERED;
  return { code: 'PB510', details: { computer: held.id, left, planned: counts.planned, cause } };
}

function failureOf(held: Held, counts: TargetCounts): PatchbayFailure {
  const work = runWork(held);
  const failed = work.updates.flatMap((id) => {
    const recommendation = held.recommendations[id];
    return recommendation?.state === 'Failed' ? [recommendation] : [];
  });
  const cause = work.broken?.details.cause ?? failed[0]?.reason ?? 'unknown';
  const nextStep = nextStepAfter(
    work,
    failed.flatMap((one) => one.updateId ?? []),
  );
  return {
    code: 'PB507',
    details: { computer: held.id, failed: counts.failed, planned: counts.planned, cause, nextStep },
  };
}
