import type { PersonId } from '../domain/ids.js';
import type { UserGroupId } from '../domain/roles.js';

/** Who is in which Slack user group. */
export interface Directory {
  /**
   * The members, at most 60 seconds old. Empty where nobody can be asked at the moment: a right is never given in
   * doubt.
   */
  membersOf(group: UserGroupId): Promise<readonly PersonId[]>;
}
