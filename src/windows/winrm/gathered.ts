import { XmlError } from './xml.js';

/** What most replies take, in bytes. */
const FIRST_ROOM = 4096;

/**
 * The bytes of a reply, as they come. They are copied: a piece is a view of all that was read with it, which a computer
 * can make a hundred thousand times as long, and keeping the piece would keep that.
 */
export class Gathered {
  readonly #limit: number;
  #room = Buffer.alloc(0);
  #length = 0;

  /** @param limit in bytes */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Throws XmlError where it becomes more than the limit. */
  add(piece: Buffer): void {
    const length = this.#length + piece.length;
    if (length > this.#limit) throw new XmlError('a reply without end');
    if (length > this.#room.length) this.#widen(length);
    piece.copy(this.#room, this.#length);
    this.#length = length;
  }

  get bytes(): Buffer {
    return this.#room.subarray(0, this.#length);
  }

  #widen(length: number): void {
    const wider = Buffer.allocUnsafe(Math.max(FIRST_ROOM, length, this.#room.length * 2));
    this.bytes.copy(wider);
    this.#room = wider;
  }
}
