import type { RestartPolicy, Rollout } from './group.js';
import type { ComputerId, Instant, PersonId, StackId, UpdateId } from './ids.js';
import type { RecommendationState } from './recommendation.js';
import type { TargetRecord } from './target.js';
import { isEnded } from './target.js';

/**
 * `distribute` only downloads. `install` downloads what is missing and installs it, update by update. `both` downloads
 * everything first, then installs.
 */
export const RUN_MODES = ['install', 'distribute', 'both'] as const;
export type RunMode = (typeof RUN_MODES)[number];

/** `uninstall` takes what was chosen off the computers again, whatever is recommended. */
export const RUN_ACTIONS = ['install', 'uninstall'] as const;
export type RunAction = (typeof RUN_ACTIONS)[number];

/** Some updates of one computer. */
export interface Share {
  readonly computerId: ComputerId;
  readonly updates: readonly UpdateId[];
}

/** What somebody selected and a run leaves out: only what is Approved runs. */
export interface LeftOut {
  readonly states: Readonly<Partial<Record<RecommendationState, number>>>;
  /** The first few. */
  readonly first: readonly {
    readonly computerId: ComputerId;
    readonly title: string;
    readonly state: RecommendationState;
  }[];
}

/** What a person chose for one run; it belongs to the plan, so that what was confirmed is what runs. */
export interface RunOptions {
  /** An uninstall names in `only` what of each computer. */
  readonly action: RunAction;
  readonly mode: RunMode;
  /** `never`: this time no computer is restarted, whatever the group says. */
  readonly restart: 'group' | 'never';
  /** So many computers first, or these. */
  readonly canaries: number | readonly ComputerId[];
  readonly atOnce: number | null;
  readonly stopAfterFailures: number | null;
  /** Only these, such as what failed before; null: all that may run. */
  readonly only: readonly Share[] | null;
  /** Of what was selected for it. */
  readonly leftOut?: LeftOut;
  /** In this order, as far as nothing has to come first or last; what is not in it comes after, by name. */
  readonly order: readonly UpdateId[];
  /** The software stack that it is a run of, as it was called then; null for any other run. */
  readonly stack: { readonly id: StackId; readonly name: string } | null;
}

/** What a person may choose for a plan that is there. */
export type RunChoice = Omit<RunOptions, 'action' | 'only' | 'leftOut' | 'order' | 'stack'>;

/** What a run does where nobody chose anything: as the group has it. */
export function optionsOf(rollout: Rollout, mode: RunMode = 'install'): RunOptions {
  const { canaries, atOnce, stopAfterFailures } = rollout;
  const whole = { only: null, order: [], stack: null } as const;
  return { action: 'install', mode, restart: 'group', canaries, atOnce, stopAfterFailures, ...whole };
}

export function restartIn(options: RunOptions, group: RestartPolicy): RestartPolicy {
  return options.restart === 'never' || options.mode === 'distribute' ? 'never' : group;
}

/** How a task goes about its computers. */
export interface TaskRollout {
  readonly mode: RunMode;
  /** They come first; the others wait for a person's *Continue*. */
  readonly canaries: readonly ComputerId[];
  /** They begin one by one, when all others have ended: WSUS's computer, and the one that we run on. */
  readonly last: readonly ComputerId[];
  readonly atOnce: number | null;
  readonly stopAfterFailures: number | null;
  readonly continued: { readonly by: PersonId; readonly at: Instant } | null;
}

/** How far a task has come, as far as that decides who may begin. */
export interface Progress {
  /** Computers that it and the other runs of its group hold. */
  readonly inside: number;
  readonly failed: number;
  /** Canary computers whose targets have not ended. */
  readonly canariesLeft: number;
  /** Of those that come before the computer, where it comes last. */
  readonly aheadLeft: number;
}

/** Whether one more computer may begin. */
export function mayBegin(rollout: TaskRollout, computer: ComputerId, progress: Progress): boolean {
  if (isPastFailures(rollout, progress.failed)) return false;
  if (rollout.atOnce !== null && progress.inside >= rollout.atOnce) return false;
  if (rollout.last.includes(computer) && progress.aheadLeft > 0) return false;
  if (rollout.canaries.length === 0 || rollout.canaries.includes(computer)) return true;
  return rollout.continued !== null && progress.canariesLeft === 0;
}

/** Whether so many targets failed that nothing further starts. */
export function isPastFailures(rollout: TaskRollout, failed: number): boolean {
  return rollout.stopAfterFailures !== null && failed >= rollout.stopAfterFailures;
}

/** What the canary computers came to, while the others wait. */
export interface CanaryReport {
  readonly canaries: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly waiting: number;
}

/** Null while no *Continue* is called for: canary computers are at work, nobody waits, or it was given. */
export function canariesOf(rollout: TaskRollout | null, targets: readonly TargetRecord[]): CanaryReport | null {
  if (rollout === null || rollout.canaries.length === 0 || rollout.continued !== null) return null;
  const first = new Set(rollout.canaries);
  const canaries = targets.filter((target) => first.has(target.computerId));
  const waiting = targets.filter((target) => !first.has(target.computerId) && target.status === 'Scheduled').length;
  if (waiting === 0 || canaries.some((target) => !isEnded(target.status))) return null;
  const count = (status: TargetRecord['status']) => canaries.filter((target) => target.status === status).length;
  return { canaries: canaries.length, succeeded: count('Succeeded'), failed: count('Failed'), waiting };
}
