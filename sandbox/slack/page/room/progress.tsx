import type { ReactNode } from 'react';
import type { ShownJob } from '../../../room/shown.js';

/** How far a job is; a bar without an end where nobody knows. */
export function Progress({ job, of }: { readonly job: ShownJob; readonly of: string }): ReactNode {
  const label = `${of}: ${job.text}`;
  return job.fraction === null ? (
    <progress className="room-progress" aria-label={label} />
  ) : (
    <progress className="room-progress" aria-label={label} value={job.fraction} max={1} />
  );
}
