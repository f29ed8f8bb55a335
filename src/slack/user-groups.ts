import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { Instant, PersonId } from '../domain/ids.js';
import { parsePersonId } from '../domain/ids.js';
import type { UserGroupId } from '../domain/roles.js';
import type { Clock } from '../ports/clock.js';
import type { Directory } from '../ports/directory.js';

/** Slack answers 20 of these questions a minute (Tier 2). Source: https://docs.slack.dev/reference/methods/usergroups.users.list */
const CACHE_MS = 60_000;

const reply = z.object({ users: z.array(z.string()).default([]) });

/** Slack's user groups as lists of persons. */
export class UserGroups implements Directory {
  readonly #client: WebClient;
  readonly #clock: Clock;
  readonly #known = new Map<UserGroupId, { readonly until: Instant; readonly members: Promise<readonly PersonId[]> }>();

  constructor(client: WebClient, clock: Clock) {
    this.#client = client;
    this.#clock = clock;
  }

  membersOf(group: UserGroupId): Promise<readonly PersonId[]> {
    const known = this.#known.get(group);
    if (known !== undefined && known.until > this.#clock.now()) return known.members;
    const members = this.#ask(group);
    this.#known.set(group, { until: this.#clock.now() + CACHE_MS, members });
    return members;
  }

  /** Where Slack does not say who is in it, nobody is; it is asked again the next time. */
  async #ask(group: UserGroupId): Promise<readonly PersonId[]> {
    try {
      const { users } = reply.parse(await this.#client.usergroups.users.list({ usergroup: group }));
      return users.flatMap((user) => parsePersonId(user) ?? []);
    } catch {
      this.#known.delete(group);
      return [];
    }
  }
}
