import type { ComputerId, Instant, JobKey, OperationId, PersonId } from '../ids.js';
import type { Finding } from './finding.js';

/** The last diagnosis of a computer: one is kept, under the computer's id. */
export interface ComputerDiagnosis {
  /** Of the sentence or click that asked for it. */
  readonly id: OperationId;
  readonly computerId: ComputerId;
  readonly by: PersonId;
  /** A channel id, or the person's id for a direct message. */
  readonly conversation: string;
  readonly at: Instant;
  readonly detectNow: boolean;
  /** Of its job: made before anything is sent, so that it is found again after a restart. */
  readonly key: JobKey;
  /** Null while it is under way. */
  readonly endedAt: Instant | null;
  readonly findings: readonly Finding[];
  /** The end of WindowsUpdate.log, as it was then. */
  readonly log: readonly string[];
}

/** So much of the log is kept. */
export const LOG_LINES = 200;
