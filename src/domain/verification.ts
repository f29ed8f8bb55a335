import type { Computer, Scan } from './computer.js';
import type { Instant, UpdateId } from './ids.js';
import { type Move, moved, type Recommendation, stateAfter } from './recommendation.js';
import type { UpdateOutcome, Work } from './target.js';
import { isLaterBoot } from './validation.js';

type RunWork = Extract<Work, { kind: 'run' }>;

/**
 * What became of the updates of a run, by a complete scan that began after the install and after our restart. The
 * agent's own account (`outcomes`) only says what to look for: Implemented needs the scan.
 */
export function verifyRun(computer: Computer, work: RunWork, scan: Scan, now: Instant): Computer {
  const needed = new Set<string>(scan.needed.map((need) => need.updateId));
  const installed = new Set<string>(scan.installed);
  const outcomes = new Map<string, UpdateOutcome>(work.outcomes.map((outcome) => [outcome.updateId, outcome]));
  return eachInProgress(computer, work.updates, (id) => {
    const outcome = outcomes.get(id);
    const proof = { needed: needed.has(id), installed: installed.has(id) };
    if (restartMissing(outcome, work, scan))
      return { event: 'restart-pending', at: now, installedInBoot: work.installedInBoot };
    return { ...verdict(outcome, proof, work), at: now };
  });
}

function restartMissing(outcome: UpdateOutcome | undefined, work: RunWork, scan: Scan): boolean {
  if (outcome?.result !== 'installed' || !outcome.restartRequired) return false;
  return !isLaterBoot(scan.bootedAt, work.installedInBoot);
}

type Verdict = Pick<Move, 'event' | 'reason'>;

function verdict(
  outcome: UpdateOutcome | undefined,
  proof: { needed: boolean; installed: boolean },
  work: RunWork,
): Verdict {
  if (proof.installed && !proof.needed) return { event: 'verified', reason: null };
  if (outcome === undefined) return untold(proof.needed, work);
  if (outcome.result === 'not-started') return { event: 'not-started', reason: 'not started' };
  if (outcome.result === 'downloaded') return { event: 'downloaded', reason: 'downloaded, not installed' };
  if (outcome.result === 'failed') return { event: 'failed', reason: failedWith(outcome) };
  if (!proof.needed) return { event: 'verified', reason: null };
  return { event: 'failed', reason: `still needed after the ${work.restartedFrom === null ? 'install' : 'restart'}` };
}

/** Nothing was told of it: it was interrupted, and the scan does not show it installed. */
function untold(needed: boolean, work: RunWork): Verdict {
  const what = work.interruptions > 0 ? 'the install was interrupted' : 'the install told nothing of it';
  if (needed) return { event: 'failed', reason: what };
  return { event: 'failed', reason: `${what}, and no scan shows it installed` };
}

/** An HRESULT as people look it up. */
export function hex(hresult: number): string {
  return `0x${(hresult >>> 0).toString(16).toUpperCase().padStart(8, '0')}`;
}

function failedWith(outcome: UpdateOutcome): string {
  return outcome.hresult === null ? 'the install failed' : `the install failed with ${hex(outcome.hresult)}`;
}

/** Every recommendation that this run holds goes back or on; what is not In progress stays. */
function eachInProgress(computer: Computer, updates: readonly UpdateId[], decide: (id: UpdateId) => Move): Computer {
  const changed: Record<string, Recommendation> = {};
  for (const id of updates) {
    const recommendation = computer.recommendations[id];
    if (recommendation?.state !== 'In progress') continue;
    const move = decide(id);
    changed[id] = stateAfter('In progress', move.event) === null ? recommendation : moved(recommendation, move);
  }
  return { ...computer, recommendations: { ...computer.recommendations, ...changed } };
}

/** The run ended before an install was handed over: nothing was touched. */
export function releaseRun(computer: Computer, updates: readonly UpdateId[], reason: string, now: Instant): Computer {
  return eachInProgress(computer, updates, () => ({ event: 'not-started', at: now, reason }));
}

/**
 * The run ended without a proof, after an install may have been handed over: what happened is unknown until a scan.
 * The agent's own word is believed only where it promises less than Implemented.
 */
export function doubtRun(computer: Computer, work: RunWork, reason: string, now: Instant): Computer {
  const outcomes = new Map<string, UpdateOutcome>(work.outcomes.map((outcome) => [outcome.updateId, outcome]));
  return eachInProgress(computer, work.updates, (id) => ({ ...doubted(outcomes.get(id), work, reason), at: now }));
}

function doubted(outcome: UpdateOutcome | undefined, work: RunWork, reason: string): Omit<Move, 'at'> {
  if (outcome?.result === 'installed' && outcome.restartRequired)
    return { event: 'restart-pending', installedInBoot: work.installedInBoot };
  if (outcome?.result === 'not-started') return { event: 'not-started', reason: 'not started' };
  if (outcome?.result === 'downloaded') return { event: 'downloaded', reason: 'downloaded, not installed' };
  if (outcome?.result === 'failed') return { event: 'failed', reason: failedWith(outcome) };
  return { event: 'failed', reason };
}
