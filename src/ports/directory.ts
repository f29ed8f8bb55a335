import type { PersonId } from '../domain/ids.js';
import type { UserGroupId } from '../domain/roles.js';

/** What is known of Slack's user groups. */
export interface Directory {
  /** The members, at most 60 seconds old. Null where nobody can be asked at the moment: a right is never given in doubt. */
  membersOf(group: UserGroupId): Promise<readonly PersonId[] | null>;
  /** What people call it, such as `@patch-approvers`; its id where that is not known. */
  nameOf(group: UserGroupId): Promise<string>;
}
