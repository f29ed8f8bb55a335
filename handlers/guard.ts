import { createHash } from 'node:crypto';
import type { WebClient } from '@slack/web-api';
import { asFailure, operatorText, PatchbayError } from '../src/domain/errors.js';
import { type OperationId, type PersonId, parseOperationId } from '../src/domain/ids.js';
import type { Subject } from '../src/domain/surface.js';
import type { Card } from '../src/slack/blocks.js';
import { failureCard } from '../src/slack/cards/failure.js';
import type { Door } from '../src/slack/door.js';
import type { InFlight } from '../src/slack/in-flight.js';
import { type Log, withoutTokens } from '../src/slack/log.js';
import type { Asker, Desk } from '../src/workflows/desk.js';

/** What every listener works with. */
export interface Deps {
  readonly desk: Desk;
  readonly client: WebClient;
  readonly door: Door;
  readonly inFlight: InFlight;
  readonly log: Log;
  /** Draws what was just clicked on again, before anything else; only in one conversation, where that is given. */
  readonly clicked: (subject: Subject, only?: string) => void;
  /** Draws a person's Home, and keeps it up to date for a while. */
  readonly openHome: (person: PersonId) => Promise<void>;
}

/** What a delivery says of itself. Names of people in it are never used: only the id is Slack's own word. */
export interface Delivery {
  readonly person: string;
  /** Null where it came from no conversation, such as the Home tab. */
  readonly channel: string | null;
  /** What Slack repeats when it delivers the same thing twice. */
  readonly seed: string;
  /** Says something to this person alone. */
  readonly answer: (card: Card) => Promise<unknown>;
  /** Something says `Working…` until the answer takes its place: there is one, however much this person sends. */
  readonly isAwaited?: boolean;
}

/** A person who may ask, and how to answer. */
export interface Visit {
  readonly asker: Asker;
  readonly answer: (card: Card) => Promise<void>;
}

/**
 * Lets full members of the workspace in, where nobody else reads along, and answers every failure in the user's voice. The listener has acknowledged
 * before: nothing here is waited for by Slack. Ends when the work has ended; never throws.
 */
export function guard(deps: Deps, delivery: Delivery, work: (visit: Visit) => Promise<void>): Promise<void> {
  return deps.inFlight.track(guarded(deps, delivery, work));
}

async function guarded(deps: Deps, delivery: Delivery, work: (visit: Visit) => Promise<void>): Promise<void> {
  const answer = async (card: Card) => void (await delivery.answer(card));
  const turn = deps.door.turn(delivery.person);
  if (turn === 'out' && delivery.isAwaited !== true) return;
  try {
    if (turn !== 'in') throw new PatchbayError('PB116');
    const person = await deps.door.enter(delivery.person, delivery.channel);
    await work({ asker: askerOf(person, delivery), answer });
  } catch (thrown) {
    const failure = asFailure(thrown);
    const level = failure.code === 'PB899' ? 'error' : 'info';
    deps.log[level]({ code: failure.code, cause: withoutTokens(operatorText(failure)) }, 'refused');
    await answer(failureCard(failure)).catch((unsaid: unknown) =>
      deps.log.warn({ cause: withoutTokens(String(unsaid)) }, 'answer not delivered'),
    );
  }
}

function askerOf(person: PersonId, { channel, seed }: Delivery): Asker {
  // A direct message is named by its person: the bot may not be in the one where the command was typed.
  const conversation = channel === null || channel.startsWith('D') ? person : channel;
  return { person, conversation, operation: operationOf(seed) };
}

/** The same delivery gives the same id, so that it takes effect once. */
function operationOf(seed: string): OperationId {
  const id = parseOperationId(createHash('sha256').update(seed).digest('base64url').slice(0, 32));
  if (id === null) throw new PatchbayError('PB899', { cause: 'operation id' });
  return id;
}

/** The asker of a decision on a card: the card's own id is the operation's, so that two clicks are one. */
export function deciding(asker: Asker, request: OperationId): Asker {
  return { ...asker, operation: request };
}

/** A button's value as a request's id. @throws PatchbayError PB304 */
export function requestIn(value: string | undefined, deps: Deps, verb: string): OperationId {
  const id = parseOperationId(value ?? '');
  if (id === null) throw new PatchbayError('PB304', { command: deps.desk.command, verb });
  return id;
}
