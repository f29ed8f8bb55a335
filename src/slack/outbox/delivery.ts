import { createHash } from 'node:crypto';
import { PatchbayError, userText } from '../../domain/errors.js';
import { parsePersonId } from '../../domain/ids.js';
import type { Surface } from '../../domain/surface.js';
import type { Store } from '../../ports/store.js';
import { type Card, context, type Upload } from '../blocks.js';
import type { Channels } from '../channels.js';
import type { Draw } from '../draw.js';
import { type Log, withoutTokens } from '../log.js';
import { join, safe } from '../text.js';
import { closedPlaceText } from '../words/runs.js';
import { type Fault, faultOf } from './faults.js';
import type { Messenger, Place, Posted } from './messenger.js';
import { type Uploads, withPicture } from './uploads.js';

/** How one delivery ended. */
export type Outcome =
  | { readonly kind: 'sent'; readonly drawn: string }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'slow-down'; readonly afterMs: number }
  | { readonly kind: 'again' }
  /** There is nothing more to do for this message. */
  | { readonly kind: 'over' };

interface Parts {
  readonly store: Pick<Store, 'surfaces'>;
  readonly messenger: Messenger;
  readonly uploads: Uploads;
  /** Which channels other organizations read. */
  readonly channels: Pick<Channels, 'demandInternal'>;
  readonly draw: Draw;
  readonly log: Log;
}

/** How often a post waits for its picture. */
const MOST_WAITS = 6;
/** The refusals of a channel that others read, or may read. */
const OTHERS_READ: ReadonlySet<string> = new Set(['PB117', 'PB118']);

/** Brings one message to Slack as it should stand now. Never throws: what failed is logged and told as an outcome. */
export class Delivery {
  readonly #parts: Parts;
  readonly #waitedForPicture = new Map<string, number>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** @param drawn the hash of what Slack has, if that is known */
  async deliver(id: string, drawn: string | null): Promise<Outcome> {
    try {
      return await this.#tryTo(id, drawn);
    } catch (thrown) {
      if (isGone(thrown)) return { kind: 'over' };
      const fault = faultOf(thrown);
      this.#parts.log.warn({ surface: id, fault: fault.kind, cause: withoutTokens(fault.cause) }, 'message not sent');
      if (fault.kind === 'slow-down') return fault;
      if (fault.kind === 'again') return { kind: 'again' };
      return this.#fail(id, fault);
    }
  }

  async #tryTo(id: string, drawn: string | null): Promise<Outcome> {
    const surface = (await this.#parts.store.surfaces.get(id))?.value;
    if (surface === undefined || surface.state === 'failed') return { kind: 'over' };
    const drawing = await this.#parts.draw(surface.subject);
    if (drawing === null) return { kind: 'over' };
    if (drawing.file !== undefined) return this.#share(surface, drawing.file);
    const card = withPicture(drawing, await this.#pictureOf(surface, drawing));
    if (surface.channel !== null && surface.ts !== null) {
      return this.#edit(
        surface.id,
        { channel: surface.channel, ts: surface.ts },
        isElsewhere(surface) ? invited(card) : card,
        drawn,
      );
    }
    return this.#post(surface, card);
  }

  /** A picture that cannot be uploaded is left out: what it shows is in the words, too. */
  async #pictureOf(surface: Surface, { picture }: Card): Promise<string | null> {
    if (picture === undefined || surface.picture !== null || surface.state === 'posted') return surface.picture;
    try {
      const file = await this.#parts.uploads.picture(picture);
      await this.#store(surface.id, { picture: file });
      return file;
    } catch (thrown) {
      const fault = faultOf(thrown);
      if (fault.kind === 'slow-down') throw thrown;
      this.#parts.log.warn({ surface: surface.id, cause: withoutTokens(fault.cause) }, 'picture not uploaded');
      return null;
    }
  }

  async #share(surface: Surface, file: Upload): Promise<Outcome> {
    if (surface.state === 'posted') return { kind: 'unchanged' };
    const place = surface.threadOf === null ? await this.#placeOf(surface) : await this.#rootOf(surface.threadOf);
    if (place === 'none') return this.#fail(surface.id, { kind: 'broken', cause: 'its thread was never posted' });
    const mayBeThere = surface.state === 'posting';
    await this.#store(surface.id, { state: 'posting' });
    const isThere = mayBeThere && (await this.#parts.uploads.isThere(place, file.name));
    if (!isThere) await this.#parts.uploads.share(place, file);
    await this.#store(surface.id, { state: 'posted', channel: place.channel });
    return { kind: 'sent', drawn: '' };
  }

  async #placeOf(surface: Surface): Promise<Place> {
    const person = parsePersonId(surface.conversation);
    if (person !== null) return this.#directTo(person);
    if (!(await this.#isInternal(surface.conversation))) return this.#directTo(surface.person);
    return { channel: surface.conversation, thread: null };
  }

  async #edit(id: string, at: Posted, card: Card, drawn: string | null): Promise<Outcome> {
    const hash = hashOf(card);
    if (hash === drawn) return { kind: 'unchanged' };
    await this.#withText(id, card, (content) => this.#parts.messenger.edit(at, content));
    return { kind: 'sent', drawn: hash };
  }

  async #post(surface: Surface, card: Card): Promise<Outcome> {
    const mayBeThere = surface.state === 'posting';
    await this.#store(surface.id, { state: 'posting' });
    if (surface.threadOf !== null) return this.#postInThread(surface, surface.threadOf, card, mayBeThere);
    const person = parsePersonId(surface.conversation);
    if (person !== null) return this.#postAt(surface, await this.#directTo(person), card, mayBeThere);
    return this.#postInChannel(surface, card, mayBeThere);
  }

  /** What must arrive goes to the person where the thread is closed to us, or its root can no longer be edited. */
  async #postInThread(surface: Surface, root: string, card: Card, mayBeThere: boolean): Promise<Outcome> {
    const place = surface.mustArrive && (await this.#isLost(root)) ? 'none' : await this.#rootOf(root);
    if (place === 'none' && !surface.mustArrive)
      return this.#fail(surface.id, { kind: 'broken', cause: 'its thread was never posted' });
    try {
      if (place !== 'none') return await this.#postAt(surface, place, card, mayBeThere);
    } catch (thrown) {
      const { kind } = faultOf(thrown);
      if (!surface.mustArrive || (kind !== 'closed' && kind !== 'broken')) throw thrown;
    }
    return this.#postAt(surface, await this.#directTo(surface.person), displaced(card), mayBeThere);
  }

  /** Where Slack does not say, nothing is posted yet. */
  async #isInternal(channel: string): Promise<boolean> {
    try {
      await this.#parts.channels.demandInternal(channel);
      return true;
    } catch (thrown) {
      if (!(thrown instanceof PatchbayError) || !OTHERS_READ.has(thrown.code)) throw thrown;
      return false;
    }
  }

  async #isLost(id: string): Promise<boolean> {
    return (await this.#parts.store.surfaces.get(id))?.value.state === 'failed';
  }

  /** Where the channel is closed to us, or others read it, the card goes to the person, with a word on why. */
  async #postInChannel(surface: Surface, card: Card, mayBeThere: boolean): Promise<Outcome> {
    if (!(await this.#isInternal(surface.conversation)))
      return this.#postAt(surface, await this.#directTo(surface.person), invited(card), mayBeThere);
    try {
      return await this.#postAt(surface, { channel: surface.conversation, thread: null }, card, mayBeThere);
    } catch (thrown) {
      if (faultOf(thrown).kind !== 'closed') throw thrown;
      return this.#postAt(surface, await this.#directTo(surface.person), invited(card), mayBeThere);
    }
  }

  async #postAt(surface: Surface, place: Place, card: Card, mayBeThere: boolean): Promise<Outcome> {
    const { messenger } = this.#parts;
    const found = mayBeThere ? await messenger.find(surface, place) : null;
    if (found !== null) {
      await this.#store(surface.id, { state: 'posted', ...found });
      return this.#edit(surface.id, found, card, null);
    }
    const called = isInItsChannel(surface, place) ? calling(card) : card;
    const posted = await this.#withText(surface.id, called, (content) => messenger.post(surface, place, content));
    await this.#store(surface.id, { state: 'posted', ...posted });
    return { kind: 'sent', drawn: hashOf(card) };
  }

  async #rootOf(id: string): Promise<Place | 'none'> {
    const root = (await this.#parts.store.surfaces.get(id))?.value;
    if (root === undefined || root.channel === null || root.ts === null) return 'none';
    return { channel: root.channel, thread: root.ts };
  }

  async #directTo(person: Surface['person']): Promise<Place> {
    return { channel: await this.#parts.messenger.direct(person), thread: null };
  }

  /** Blocks that Slack does not take are our mistake: the person gets the summary all the same. */
  async #withText<T>(id: string, card: Card, send: (card: Card) => Promise<T>): Promise<T> {
    try {
      return await send(card);
    } catch (thrown) {
      const fault = faultOf(thrown);
      if (fault.kind !== 'content') throw thrown;
      if (hasPicture(card)) return this.#withoutPicture(id, card, send);
      this.#parts.log.error({ cause: fault.cause }, 'blocks refused, sending the summary alone');
      return send({ text: card.text, blocks: [] });
    }
  }

  /** A picture is not ready for some seconds after its upload. One that never is, is left out. */
  #withoutPicture<T>(id: string, card: Card, send: (card: Card) => Promise<T>): Promise<T> {
    const tries = (this.#waitedForPicture.get(id) ?? 0) + 1;
    this.#waitedForPicture.set(id, tries);
    if (tries <= MOST_WAITS) throw new Error('the picture is not ready yet');
    return this.#withText(id, { ...card, blocks: card.blocks.filter((block) => block.type !== 'image') }, send);
  }

  async #fail(id: string, fault: Fault): Promise<Outcome> {
    try {
      await this.#store(id, { state: 'failed', error: fault.cause });
      return { kind: 'over' };
    } catch (thrown) {
      this.#parts.log.error({ surface: id, cause: faultOf(thrown).cause }, 'message state not stored');
      return { kind: 'again' };
    }
  }

  async #store(id: string, change: Partial<Surface>): Promise<void> {
    await this.#parts.store.surfaces.update(id, (value) => (value === null ? null : { ...value, ...change }));
  }
}

/** The task or the request that it shows is no longer kept. */
function isGone(thrown: unknown): boolean {
  return thrown instanceof PatchbayError && (thrown.code === 'PB107' || thrown.code === 'PB304');
}

function isElsewhere(surface: Surface): boolean {
  const toPerson = parsePersonId(surface.conversation) !== null;
  return !toPerson && surface.threadOf === null && surface.channel !== surface.conversation;
}

function isInItsChannel(surface: Surface, { channel, thread }: Place): boolean {
  return thread === null && channel === surface.conversation;
}

/** With whom it calls: they are notified by the post, and by no edit after it. */
function calling(card: Card): Card {
  if (card.calls === undefined) return card;
  return { ...card, text: join([card.text, card.calls], ' '), blocks: [context(card.calls), ...card.blocks] };
}

function invited(card: Card): Card {
  return { ...card, blocks: [context(safe(userText({ code: 'PB702', details: {} }))), ...card.blocks] };
}

function hasPicture(card: Card): boolean {
  return card.blocks.some((block) => block.type === 'image');
}

function displaced(card: Card): Card {
  return { ...card, blocks: [context(closedPlaceText()), ...card.blocks] };
}

function hashOf(card: Card): string {
  return createHash('sha256').update(JSON.stringify(card)).digest('base64');
}
