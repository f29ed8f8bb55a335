import type { Instant, JobKey } from './ids.js';

/** JSON, as it travels to and from a computer. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** What a detached job is to do: one of our scripts, by name, and its input. */
export interface JobSpec {
  readonly script: string;
  readonly input: Json;
  /** The execution limit that the computer itself enforces. */
  readonly limitSeconds: number;
}

/** One hand-over of a job. Submitting a known key again changes nothing. */
export interface JobOrder {
  readonly key: JobKey;
  readonly spec: JobSpec;
  /** After this moment (the computer's clock) the job starts no further update and no restart. */
  readonly notAfter: Instant;
}

export interface JobProgress {
  readonly done: number;
  readonly total: number;
  readonly phase: string;
  readonly item: string | null;
}

/** How a job stands on its computer. */
export type JobState =
  /** The computer never heard of this key: the submission did not arrive. */
  | { readonly state: 'unknown' }
  | { readonly state: 'running'; readonly progress: JobProgress | null }
  | { readonly state: 'finished'; readonly result: Json }
  /** It ended without a result: the script's own account of why. */
  | { readonly state: 'broken'; readonly message: string; readonly hresult: number | null }
  /** It vanished, as with a restart of the computer: what it did is unknown until a scan. */
  | { readonly state: 'interrupted' }
  /** Only the tombstone is left: its result was taken before. */
  | { readonly state: 'acknowledged' };

/** What the first contact says, before anything is written. */
export interface Contact {
  readonly computerName: string;
  /** The domain or workgroup; null where it says none. */
  readonly domain: string | null;
  readonly machineId: string;
  readonly bootedAt: Instant;
  readonly clock: Instant;
  /** How it was logged on to, and why so, in plain words; null where nobody chose. */
  readonly way: string | null;
}
