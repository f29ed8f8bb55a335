import type { PlanRules } from '../../domain/blocking.js';
import type { PatchbayFailure } from '../../domain/errors.js';
import type { IdentityTerms } from '../../domain/identity.js';
import type { Instant, JobKey, UpdateId } from '../../domain/ids.js';
import type { Contact, JobOrder, JobState } from '../../domain/job.js';
import type { Patch, WsusFacts } from '../../domain/patch.js';
import type { RestartTerms } from '../../domain/restart-wait.js';
import type { Reference } from '../../domain/validation.js';
import type { Endpoint } from '../../ports/endpoint.js';
import type { UpdateServer } from '../../ports/update-server.js';

/** What the step machine is told. */
export type Observation =
  /** The target was just claimed, or the process started again. */
  | { readonly kind: 'resumed' }
  | { readonly kind: 'stop-requested' }
  | { readonly kind: 'prepared'; readonly contact: Contact }
  | { readonly kind: 'job'; readonly state: JobState }
  | { readonly kind: 'acknowledged' }
  | { readonly kind: 'stop-sent' }
  | { readonly kind: 'failed'; readonly failure: PatchbayFailure }
  /** What WSUS told is stored. */
  | { readonly kind: 'kept'; readonly added: number; readonly changed: number }
  | { readonly kind: 'looked-up'; readonly reference: Reference };

/**
 * What is to be done next: one short call, one computation, or nothing before a moment. What is asked of a job is asked
 * of one machine.
 */
export type Effect =
  | { readonly do: 'wait'; readonly until: Instant }
  | { readonly do: 'prepare' }
  | { readonly do: 'submit'; readonly machineId: string; readonly order: JobOrder }
  | { readonly do: 'poll'; readonly machineId: string; readonly key: JobKey }
  | { readonly do: 'acknowledge'; readonly machineId: string; readonly key: JobKey }
  | { readonly do: 'stop'; readonly machineId: string; readonly key: JobKey }
  | { readonly do: 'keep'; readonly patches: readonly Patch[]; readonly facts: WsusFacts }
  | { readonly do: 'look-up' }
  /** It may not go on, and nobody is asked for that. */
  | { readonly do: 'refuse'; readonly failure: PatchbayFailure }
  | { readonly do: 'finish' };

/** Times in milliseconds. */
export interface EngineSettings {
  readonly pollMs: number;
  /** The first wait after a failed call; each further one is twice as long, up to `maxRetryMs`. */
  readonly retryMs: number;
  readonly maxRetryMs: number;
  /** How long a computer may stay unreachable before its target fails. */
  readonly giveUpMs: number;
  readonly jobLimitMs: number;
  readonly restartDelayMs: number;
  readonly restartWaitMs: number;
  /** How far a computer's clock may be off before it is told of. */
  readonly maxClockSkewMs: number;
}

/** What a step may use: the moment, one unused key, and the pure parts of the ports. */
export interface Context {
  readonly now: Instant;
  readonly freshKey: JobKey;
  readonly endpoint: Endpoint;
  readonly updateServer: UpdateServer;
  readonly settings: EngineSettings;
  readonly rules: PlanRules;
  readonly identity: IdentityTerms;
  readonly command: string;
  /** Why nothing further of the target's task starts there; null where it may. */
  readonly closed: string | null;
  /** What of a run may not be installed any more; asked for only where it is about to start something. */
  readonly withdrawn: ReadonlySet<UpdateId>;
  /** Whether the computer may restart now; asked for only where the target is at its restart. */
  readonly restart: RestartTerms;
}
