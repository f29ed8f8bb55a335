import type { Digest } from './digest.js';
import type { ComputerId, GroupId, Instant, OperationId, PersonId, TaskId } from './ids.js';
import type { Notice } from './notice.js';

/** What a message of ours shows. It is always rendered from the present state. */
export type Subject =
  | { readonly kind: 'task'; readonly taskId: TaskId }
  | { readonly kind: 'task-detail'; readonly taskId: TaskId }
  /** All targets of a task that has ended, as a file. */
  | { readonly kind: 'task-file'; readonly taskId: TaskId }
  | { readonly kind: 'request'; readonly requestId: OperationId }
  /** What was found of a computer; a later diagnosis of it has a message of its own. */
  | { readonly kind: 'diagnosis'; readonly computerId: ComputerId; readonly diagnosisId: OperationId }
  | { readonly kind: 'digest'; readonly digest: Digest }
  /** All computers of these groups that are not compliant, as a file. */
  | { readonly kind: 'digest-file'; readonly groups: readonly GroupId[]; readonly at: Instant }
  /** A sentence that is said once and never edited, such as one failure in a task's thread. */
  | { readonly kind: 'notice'; readonly notice: Notice };

/**
 * A message in Slack that we own. It is stored before it is posted (`posting`), so that after a crash it is looked for
 * before it is posted again.
 */
export interface Surface {
  readonly id: string;
  readonly subject: Subject;
  /** A channel id, or a person's id for a direct message. */
  readonly conversation: string;
  /** Who asked: gets it as a direct message where the channel is closed to us. */
  readonly person: PersonId;
  /** The surface whose thread it belongs in. */
  readonly threadOf: string | null;
  /** Where its place is closed to us for good it goes to the person, as a direct message. */
  readonly mustArrive: boolean;
  /** A reply in a thread that the whole channel sees. */
  readonly broadcast: boolean;
  readonly createdAt: Instant;
  readonly state: 'wanted' | 'posting' | 'posted' | 'failed';
  /** Where it was posted: may be a direct message where the channel was closed to us. */
  readonly channel: string | null;
  readonly ts: string | null;
  /** The id of its uploaded picture. */
  readonly picture: string | null;
  readonly error: string | null;
}
