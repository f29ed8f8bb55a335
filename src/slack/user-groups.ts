import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { Instant, PersonId } from '../domain/ids.js';
import { parsePersonId } from '../domain/ids.js';
import type { UserGroupId } from '../domain/roles.js';
import type { Clock } from '../ports/clock.js';
import type { Directory } from '../ports/directory.js';
import { type Log, withoutTokens } from './log.js';
import { faultOf } from './outbox/faults.js';

/** Slack answers 20 of these questions a minute (Tier 2). Source: https://docs.slack.dev/reference/methods/usergroups.users.list */
const CACHE_MS = 60_000;
/** A question that was not answered is not asked again at once: it may be the rate that was refused. */
const RETRY_MS = 5_000;
const NAMES_CACHE_MS = 600_000;

const members = z.object({ users: z.array(z.string()).default([]) });
/** https://docs.slack.dev/reference/methods/usergroups.list */
const groups = z.object({ usergroups: z.array(z.object({ id: z.string(), handle: z.string() })).default([]) });

interface Remembered<T> {
  until: Instant;
  readonly answer: Promise<T | null>;
}

/** Slack's user groups as lists of persons. */
export class UserGroups implements Directory {
  readonly #client: WebClient;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #members = new Map<string, Remembered<readonly PersonId[]>>();
  readonly #names = new Map<string, Remembered<ReadonlyMap<string, string>>>();

  constructor(client: WebClient, clock: Clock, log: Log) {
    this.#client = client;
    this.#clock = clock;
    this.#log = log;
  }

  membersOf(group: UserGroupId): Promise<readonly PersonId[] | null> {
    return this.#remembered(this.#members, group, CACHE_MS, async () => {
      const { users } = members.parse(await this.#client.usergroups.users.list({ usergroup: group }));
      return users.flatMap((user) => parsePersonId(user) ?? []);
    });
  }

  async nameOf(group: UserGroupId): Promise<string> {
    const names = await this.#remembered(this.#names, 'all', NAMES_CACHE_MS, async () => {
      const { usergroups } = groups.parse(await this.#client.usergroups.list());
      return new Map(usergroups.map(({ id, handle }) => [id, `@${handle}`]));
    });
    return names?.get(group) ?? group;
  }

  /** Remembers the question itself: many clicks at once ask once. Null where Slack does not say. */
  #remembered<T>(known: Map<string, Remembered<T>>, key: string, keepMs: number, ask: () => Promise<T>) {
    const before = known.get(key);
    if (before !== undefined && before.until > this.#clock.now()) return before.answer;
    const remembered: Remembered<T> = {
      until: this.#clock.now() + keepMs,
      answer: ask().catch((thrown: unknown) => {
        this.#log.warn({ group: key, cause: withoutTokens(faultOf(thrown).cause) }, 'user group not read');
        remembered.until = this.#clock.now() + RETRY_MS;
        return null;
      }),
    };
    known.set(key, remembered);
    return remembered.answer;
  }
}
