import type { Computer } from './computer.js';
import type { ComputerId, GroupId, Instant, OperationId, PersonId } from './ids.js';
import {
  moved,
  type PersonEvent,
  type Recommendation,
  type RecommendationState,
  stateAfter,
} from './recommendation.js';

/** What persons decide of recommendations. `run` goes by a plan. */
export type DecisionEvent = Exclude<PersonEvent, 'run'>;

/** Recommendations of one computer. */
export interface DecidedRows {
  readonly computerId: ComputerId;
  readonly recommendations: readonly string[];
}

/**
 * One decision about any number of recommendations, small however many they are: these recommendations on these
 * computers, where they are in one of these states, but for the exceptions. It names what it is about, so that it
 * cannot come to mean something else later.
 */
export interface Ruling {
  readonly event: DecisionEvent;
  readonly groupId: GroupId;
  readonly reason: string | null;
  readonly computers: readonly ComputerId[];
  readonly recommendations: 'all' | readonly string[];
  readonly except: readonly DecidedRows[];
  /** What came to its state later than this is not meant: nobody has seen it. */
  readonly asOf: Instant;
  /** The states that it was taken for. */
  readonly from: readonly RecommendationState[];
  /** How many recommendations these were when it was taken. */
  readonly counted: number;
}

/** What who took a decision is answered. */
export interface DecisionAnswer {
  readonly decided: number;
  /** What was left out because it changed meanwhile, in sentences: there is at most one. */
  readonly skipped: readonly string[];
  /** Whether this person may run what was approved. */
  readonly mayRun: boolean;
}

/** A ruling that was taken, ready to be applied to one computer after another. */
export interface Decision {
  readonly id: OperationId;
  readonly at: Instant;
  readonly by: PersonId;
  readonly ruling: Ruling;
  readonly names: (computer: ComputerId, recommendation: string) => boolean;
}

export function decisionOf(taken: Pick<Decision, 'id' | 'at' | 'by'>, ruling: Ruling): Decision {
  const computers = new Set<string>(ruling.computers);
  const named = ruling.recommendations === 'all' ? null : new Set(ruling.recommendations);
  const except = new Map<string, ReadonlySet<string>>(
    ruling.except.map((row) => [row.computerId, new Set(row.recommendations)]),
  );
  const names = (computer: ComputerId, recommendation: string): boolean =>
    computers.has(computer) &&
    (named === null || named.has(recommendation)) &&
    except.get(computer)?.has(recommendation) !== true;
  return { id: taken.id, at: taken.at, by: taken.by, ruling, names };
}

/** A computer after a decision; what the decision names and could not move because it changed meanwhile. */
interface Decided {
  readonly computer: Computer;
  readonly applied: number;
  readonly missed: readonly Recommendation[];
}

/**
 * Applies a decision to one computer. Applying it again changes nothing. A recommendation that came to its state
 * later than what was decided about is left alone.
 */
export function decided(computer: Computer, decision: Decision): Decided {
  let recommendations: Record<string, Recommendation> | null = null;
  const missed: Recommendation[] = [];
  let applied = 0;
  for (const recommendation of Object.values(computer.recommendations)) {
    if (!decision.names(computer.id, recommendation.id)) continue;
    if (recommendation.operation === decision.id) applied += 1;
    else if (recommendation.since > decision.ruling.asOf) missed.push(recommendation);
    else if (isDecidedBy(recommendation, decision.ruling)) {
      recommendations ??= { ...computer.recommendations };
      recommendations[recommendation.id] = movedBy(recommendation, decision);
      applied += 1;
    }
  }
  return { computer: recommendations === null ? computer : { ...computer, recommendations }, applied, missed };
}

function isDecidedBy(recommendation: Recommendation, ruling: Ruling): boolean {
  return ruling.from.includes(recommendation.state) && isPossible(recommendation, ruling.event);
}

function movedBy(recommendation: Recommendation, { id, at, by, ruling }: Decision): Recommendation {
  return moved(recommendation, { event: ruling.event, at, by, reason: ruling.reason, operation: id });
}

/** Events that end in an install: the wish for a scan is not approved but scanned. */
const FOR_PATCHES: ReadonlySet<PersonEvent> = new Set(['approve', 'schedule', 'unschedule', 'run']);

/** Whether a person can do this with a recommendation as it is now. */
export function isPossible(
  { state, updateId }: Pick<Recommendation, 'state' | 'updateId'>,
  event: PersonEvent,
): boolean {
  if (updateId === null && FOR_PATCHES.has(event)) return false;
  return stateAfter(state, event) !== null;
}
