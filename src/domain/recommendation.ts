import type { Boot } from './boot.js';
import { PatchbayError } from './errors.js';
import type { Instant, OperationId, PersonId, UpdateId } from './ids.js';
import { installSentence, SCAN_AGAIN } from './reasons.js';

export const RECOMMENDATION_STATES = [
  'Opened',
  'Approved',
  'Scheduled',
  'In progress',
  'Reboot required',
  'Failed',
  'Ignored',
  'Implemented',
  'Closed',
] as const;
export type RecommendationState = (typeof RECOMMENDATION_STATES)[number];

/** What persons do. */
export const PERSON_EVENTS = ['approve', 'open', 'ignore', 'close', 'schedule', 'unschedule', 'run'] as const;
/** What scans, jobs, windows and WSUS do. */
export const SYSTEM_EVENTS = [
  'found-installed',
  'window-opens',
  'verified',
  'restart-pending',
  'failed',
  'not-started',
  'downloaded',
  'still-needed',
  'needed-again',
  'no-longer-needed',
  'superseded',
  'approval-withdrawn',
  'computer-retired',
] as const;
export type PersonEvent = (typeof PERSON_EVENTS)[number];
export type RecommendationEvent = PersonEvent | (typeof SYSTEM_EVENTS)[number];

const GONE = { 'no-longer-needed': 'Closed', superseded: 'Closed', 'approval-withdrawn': 'Closed' } as const;
const RETIRED = { 'computer-retired': 'Closed' } as const;

/** The life of a recommendation. What is not listed is refused. */
const TRANSITIONS: Readonly<
  Record<RecommendationState, Readonly<Partial<Record<RecommendationEvent, RecommendationState>>>>
> = {
  Opened: {
    approve: 'Approved',
    ignore: 'Ignored',
    close: 'Closed',
    'found-installed': 'Implemented',
    ...GONE,
    ...RETIRED,
  },
  Approved: {
    open: 'Opened',
    ignore: 'Ignored',
    close: 'Closed',
    schedule: 'Scheduled',
    run: 'In progress',
    'found-installed': 'Implemented',
    ...GONE,
    ...RETIRED,
  },
  Scheduled: {
    unschedule: 'Approved',
    ignore: 'Ignored',
    close: 'Closed',
    'window-opens': 'In progress',
    'found-installed': 'Implemented',
    ...GONE,
    ...RETIRED,
  },
  // The check waits for the job's end before it closes one of these.
  'In progress': {
    verified: 'Implemented',
    'restart-pending': 'Reboot required',
    failed: 'Failed',
    'not-started': 'Approved',
    downloaded: 'Approved',
    ...GONE,
    ...RETIRED,
  },
  'Reboot required': { verified: 'Implemented', 'still-needed': 'Failed', ...GONE, ...RETIRED },
  Failed: {
    approve: 'Approved',
    ignore: 'Ignored',
    close: 'Closed',
    'found-installed': 'Implemented',
    ...GONE,
    ...RETIRED,
  },
  Ignored: { open: 'Opened', ...RETIRED },
  Implemented: { 'needed-again': 'Opened', ...RETIRED },
  Closed: { open: 'Opened', 'needed-again': 'Opened' },
};

/** The recommendation that asks for a usable scan; it names no update. */
export const RESCAN = 'rescan';

/** One thing that a check asks for on one computer. */
export interface Recommendation {
  /** The update's id, or `rescan`. */
  readonly id: string;
  readonly updateId: UpdateId | null;
  readonly title: string;
  readonly state: RecommendationState;
  /** When it was first recommended, and when it came to its present state. */
  readonly recommendedAt: Instant;
  readonly since: Instant;
  /** Who decided last, where a person did. */
  readonly by: PersonId | null;
  /** Why it is in this state, in plain words; null where the state says it. */
  readonly reason: string | null;
  /** The files are on the computer; only the install is missing. */
  readonly downloaded: boolean;
  /** It was Implemented once and is needed again. */
  readonly cameBack: boolean;
  /** While Reboot required: the boot in which it was installed. Only a later boot can prove it. */
  readonly installedInBoot: Boot | null;
  /** The decision that moved it last, so that rolling forward twice changes nothing. */
  readonly operation: OperationId | null;
}

/** The state that follows, or null where the event is not allowed. */
export function stateAfter(state: RecommendationState, event: RecommendationEvent): RecommendationState | null {
  return TRANSITIONS[state][event] ?? null;
}

export interface Move {
  readonly event: RecommendationEvent;
  readonly at: Instant;
  readonly by?: PersonId | null;
  readonly reason?: string | null;
  readonly operation?: OperationId | null;
  readonly installedInBoot?: Boot | null;
}

/** Moves a recommendation; throws PB301 where its state does not allow the event. */
export function moved(recommendation: Recommendation, move: Move): Recommendation {
  const state = stateAfter(recommendation.state, move.event);
  if (state === null) throw new PatchbayError('PB301', { from: recommendation.state, event: move.event });
  return {
    ...recommendation,
    state,
    since: move.at,
    by: move.by ?? null,
    reason: move.reason ?? null,
    downloaded: move.event === 'downloaded' || (recommendation.downloaded && state !== 'Implemented'),
    cameBack: move.event === 'needed-again' ? recommendation.state === 'Implemented' : recommendation.cameBack,
    installedInBoot: state === 'Reboot required' ? (move.installedInBoot ?? null) : null,
    operation: move.operation ?? recommendation.operation,
  };
}

/** The sentence of the training module: `Install the required software "<title> - <update id>".` */
export function recommendationText(recommendation: Recommendation): string {
  if (recommendation.updateId === null) return SCAN_AGAIN;
  return installSentence(recommendation.title, recommendation.updateId);
}
