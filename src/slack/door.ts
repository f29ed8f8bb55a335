import type { WebClient } from '@slack/web-api';
import { PatchbayError } from '../domain/errors.js';
import type { PersonId } from '../domain/ids.js';
import { parsePersonId } from '../domain/ids.js';
import type { Clock } from '../ports/clock.js';
import { Channels } from './channels.js';
import { Members } from './members.js';
import { type Turn, Turnstile } from './turnstile.js';

/** Who comes in, from where, and how often. */
export class Door {
  readonly #members: Members;
  readonly #channels: Channels;
  readonly #turnstile: Turnstile;

  constructor(client: WebClient, teamId: string, clock: Clock) {
    this.#members = new Members(client, teamId, clock);
    this.#channels = new Channels(client, clock);
    this.#turnstile = new Turnstile(clock);
  }

  /** Counts a delivery. */
  turn(person: string): Turn {
    return this.#turnstile.turn(person);
  }

  /** Where what is meant for a conversation appears: a channel without us is closed, so its cards go to the person. */
  async placeOf(conversation: string, person: PersonId): Promise<string> {
    const isDirect = parsePersonId(conversation) !== null;
    return isDirect || (await this.#channels.areIn(conversation)) ? conversation : person;
  }

  /**
   * The person, where both may come in.
   * @param channel null for none; a direct message has no others in it
   * @throws PatchbayError PB109 for whoever is no full member, PB117 or PB118 for a channel that is shared with other
   *   organizations, PB701 where Slack does not say
   */
  async enter(given: string, channel: string | null): Promise<PersonId> {
    const person = parsePersonId(given);
    if (person === null) throw new PatchbayError('PB109');
    await this.#members.demand(person);
    if (channel !== null && !channel.startsWith('D')) await this.#channels.demandInternal(channel);
    return person;
  }
}
