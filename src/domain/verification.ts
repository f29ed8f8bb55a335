import { isLaterBoot } from './boot.js';
import type { Computer, Scan } from './computer.js';
import type { Instant, UpdateId } from './ids.js';
import { explain, hex, whatKeptBack } from './outcomes.js';
import {
  DEFINITIONS_AGAIN,
  NOT_DOWNLOADED,
  NOT_OFFERED_NOW,
  NOT_SHOWN,
  NOT_STARTED,
  notStarted,
  ONLY_DOWNLOADED,
  READ_CBS,
  READ_CODE,
  READ_LOG,
  SUPERSEDED,
  stillNeededAfter,
  untold,
  whyItFailed,
} from './reasons.js';
import { type Move, moved, type Recommendation, stateAfter } from './recommendation.js';
import type { RunWork, UpdateOutcome } from './run-work.js';

/**
 * What became of the updates of a run, by a complete scan that began after the install and after our restart. The
 * agent's own account (`outcomes`) only says what to look for: Implemented needs the scan to list it as installed.
 */
export function verifyRun(computer: Computer, work: RunWork, scan: Scan, now: Instant): Computer {
  const needed = new Set<string>(scan.needed.map((need) => need.updateId));
  const installed = new Set<string>(scan.installed);
  const outcomes = new Map<string, UpdateOutcome>(work.outcomes.map((outcome) => [outcome.updateId, outcome]));
  const pending = computer.facts?.restartRequired ?? true;
  return eachInProgress(computer, work.updates, (id) => {
    const proof = { needed: needed.has(id), installed: installed.has(id) && !needed.has(id) };
    return { ...verdict(outcomes.get(id), proof, { work, scan, pending }), at: now };
  });
}

interface Seen {
  readonly work: RunWork;
  readonly scan: Scan;
  /** The computer waits for a restart, for whatever reason. */
  readonly pending: boolean;
}

type Verdict = Omit<Move, 'at'>;

function verdict(
  outcome: UpdateOutcome | undefined,
  proof: { readonly needed: boolean; readonly installed: boolean },
  seen: Seen,
): Verdict {
  const waits = restartMissing(outcome, proof.installed, seen);
  if (waits !== null) return waits;
  if (proof.installed) return { event: 'verified', reason: null };
  if (outcome === undefined) return { event: 'failed', reason: untold(seen.work.interruptions > 0, proof.needed) };
  if (outcome.result !== 'installed') return asTold(outcome, seen.work);
  if (seen.work.definitions.includes(outcome.updateId)) return renewed(proof.needed);
  const after = seen.work.restartedFrom === null ? 'install' : 'restart';
  return { event: 'failed', reason: proof.needed ? stillNeededAfter(after) : NOT_SHOWN };
}

/** An install that asked for a restart is proven by a later boot only; one that nobody told of, by none pending. */
function restartMissing(outcome: UpdateOutcome | undefined, installed: boolean, seen: Seen): Verdict | null {
  if (outcome?.result === 'installed') {
    if (!outcome.restartRequired) return null;
    if (!isLaterBoot(seen.scan.boot, seen.work.installedInBoot))
      return { event: 'restart-pending', installedInBoot: seen.work.installedInBoot };
    // It restarts on and on: what it calls installed may yet be rolled back.
    const isLooping = seen.pending && seen.work.restartFailure !== null && installed;
    return isLooping ? { event: 'restart-pending', installedInBoot: seen.scan.boot } : null;
  }
  return installed && seen.pending ? { event: 'restart-pending', installedInBoot: seen.scan.boot } : null;
}

/** A newer version is there within hours: that this one is not shown, or is asked for once more, is no failure. */
function renewed(isNeeded: boolean): Verdict {
  if (isNeeded) return { event: 'not-started', reason: DEFINITIONS_AGAIN };
  return { event: 'superseded', reason: SUPERSEDED };
}

function asTold(outcome: UpdateOutcome, { heldBack }: RunWork): Verdict {
  if (outcome.result === 'not-started') return { event: 'not-started', reason: notStarted(heldBack) };
  if (outcome.result === 'not-found') return { event: 'not-started', reason: NOT_OFFERED_NOW };
  if (outcome.result === 'refused') return { event: 'not-started', reason: outcome.why ?? NOT_STARTED };
  if (outcome.result === 'downloaded') return { event: 'downloaded', reason: ONLY_DOWNLOADED };
  return keptBack(outcome) ?? { event: 'failed', reason: whyFailed(outcome) };
}

/** Nothing is known against it: it is approved as before, with what is to be done first. */
function keptBack(outcome: UpdateOutcome): Verdict | null {
  const kept = whatKeptBack(outcome);
  return kept === null ? null : { event: 'not-started', reason: `${kept.reason}. ${kept.nextStep}` };
}

function whyFailed({ hresult }: UpdateOutcome, what: 'install' | 'download' = 'install'): string {
  if (hresult === null) return whyItFailed(what, null, null);
  return whyItFailed(what, hex(hresult), explain(hresult)?.meaning ?? null);
}

/**
 * What to do about updates of a run that Failed: of the first for which anything better is known than to read the log.
 */
export function nextStepAfter(work: RunWork, failed: readonly UpdateId[]): string {
  const told = work.broken?.details.nextStep;
  if (typeof told === 'string') return told;
  const outcomes = work.outcomes.filter((outcome) => failed.includes(outcome.updateId));
  const known = outcomes.flatMap(({ result, hresult }) => (result === 'failed' && hresult !== null ? [hresult] : []));
  const explained = known.flatMap((hresult) => explain(hresult) ?? []);
  if (explained[0] !== undefined) return explained[0].nextStep;
  if (known[0] !== undefined) return READ_CODE;
  const isUndone = work.restartedFrom !== null && outcomes.some(({ result }) => result === 'installed');
  if (isUndone) return READ_CBS;
  return READ_LOG;
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

/** The run ended before an install was handed over: nothing was touched, but some may have been downloaded. */
export function releaseRun(computer: Computer, work: RunWork, reason: string, now: Instant): Computer {
  const here = new Set<UpdateId>(work.downloaded);
  return eachInProgress(computer, work.updates, (id) => ({
    event: here.has(id) ? 'downloaded' : 'not-started',
    at: now,
    reason,
  }));
}

/** The end of a run that only downloads, by the agent's own word: nothing rests on it but where the files are. */
export function distributedRun(computer: Computer, work: RunWork, now: Instant): Computer {
  const outcomes = new Map<string, UpdateOutcome>(work.outcomes.map((outcome) => [outcome.updateId, outcome]));
  return eachInProgress(computer, work.updates, (id) => {
    const outcome = outcomes.get(id);
    if (outcome?.result === 'downloaded') return { event: 'downloaded', at: now, reason: null };
    if (outcome?.result === 'failed')
      return { ...(keptBack(outcome) ?? { event: 'failed', reason: whyFailed(outcome, 'download') }), at: now };
    return { event: 'not-started', at: now, reason: outcome?.why ?? work.heldBack ?? NOT_DOWNLOADED };
  });
}

/**
 * The run ended without a proof, after an install may have been handed over: what happened is unknown until a scan.
 * The agent's own word is believed only where it promises less than Implemented.
 */
export function doubtRun(computer: Computer, work: RunWork, reason: string, now: Instant): Computer {
  const outcomes = new Map<string, UpdateOutcome>(work.outcomes.map((outcome) => [outcome.updateId, outcome]));
  return eachInProgress(computer, work.updates, (id) => ({ ...doubted(outcomes.get(id), work, reason), at: now }));
}

function doubted(outcome: UpdateOutcome | undefined, work: RunWork, reason: string): Verdict {
  if (outcome === undefined) return { event: 'failed', reason };
  if (outcome.result !== 'installed') return asTold(outcome, work);
  if (outcome.restartRequired) return { event: 'restart-pending', installedInBoot: work.installedInBoot };
  return { event: 'failed', reason };
}
