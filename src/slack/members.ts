import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { PatchbayError } from '../domain/errors.js';
import type { Instant, PersonId } from '../domain/ids.js';
import type { Clock } from '../ports/clock.js';
import { faultOf } from './outbox/faults.js';

const CACHE_MS = 60_000;

/** https://docs.slack.dev/reference/objects/user-object */
const reply = z.object({
  user: z.object({
    team_id: z.string().optional(),
    deleted: z.boolean().default(false),
    is_bot: z.boolean().default(false),
    is_restricted: z.boolean().default(false),
    is_ultra_restricted: z.boolean().default(false),
    is_stranger: z.boolean().default(false),
    enterprise_user: z.object({ teams: z.array(z.string()).default([]) }).optional(),
  }),
});
type User = z.infer<typeof reply>['user'];

/** Who is a full member of the workspace: guests, bots, other workspaces and strangers of shared channels are not. */
export class Members {
  readonly #client: WebClient;
  readonly #teamId: string;
  readonly #clock: Clock;
  readonly #known = new Map<PersonId, { readonly until: Instant; readonly isMember: Promise<boolean> }>();

  constructor(client: WebClient, teamId: string, clock: Clock) {
    this.#client = client;
    this.#teamId = teamId;
    this.#clock = clock;
  }

  /** @throws PatchbayError PB109 for anybody else; PB701 where Slack does not say: then nobody is let in */
  async demand(person: PersonId): Promise<void> {
    const now = this.#clock.now();
    for (const [id, { until }] of this.#known) if (until <= now) this.#known.delete(id);
    const isMember = this.#known.get(person)?.isMember ?? this.#ask(person);
    if (!(await isMember)) throw new PatchbayError('PB109');
  }

  /** Remembers the question itself: two deliveries at once ask once. What was not answered is asked again. */
  #ask(person: PersonId): Promise<boolean> {
    const isMember = this.#lookUp(person).then((user) => user !== null && isFullMember(user, this.#teamId));
    this.#known.set(person, { until: this.#clock.now() + CACHE_MS, isMember });
    isMember.catch(() => this.#known.delete(person));
    return isMember;
  }

  async #lookUp(person: PersonId): Promise<User | null> {
    try {
      return reply.parse(await this.#client.users.info({ user: person })).user;
    } catch (thrown) {
      const { cause } = faultOf(thrown);
      if (cause === 'user_not_found' || cause === 'user_not_visible') return null;
      throw new PatchbayError('PB701', { method: 'users.info', cause }, { cause: thrown });
    }
  }
}

function isFullMember(user: User, teamId: string): boolean {
  const isOurs = user.team_id === teamId || (user.enterprise_user?.teams ?? []).includes(teamId);
  return (
    isOurs && !user.deleted && !user.is_bot && !user.is_restricted && !user.is_ultra_restricted && !user.is_stranger
  );
}
