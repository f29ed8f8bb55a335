import type { Diagnosis, ReachSeen, Survey } from '../domain/diagnosis/seen.js';
import type { ComputerId } from '../domain/ids.js';
import type { JobSpec, Json } from '../domain/job.js';

/** What a diagnosis needs of a computer beside its detached jobs. */
export interface Diagnostics {
  /** How it is reached. Nobody is logged on for that; what goes wrong is what is found. */
  reach(computer: ComputerId): Promise<ReachSeen>;
  /** Logs on and looks who answers and whether our scripts can work there: nothing is written. Fails as DetachedJobs does. */
  survey(computer: ComputerId): Promise<Survey>;
  /** The job that looks into it. `logLines`: so many of WindowsUpdate.log, 0 to 500. */
  job(order: { readonly logLines: number; readonly detectNow: boolean }): JobSpec;
  /** What that job told (PB502). */
  read(result: Json, computer: ComputerId): Diagnosis;
}
