import { Reader, TokenError } from './bytes.js';

/** One element of DER: its tag, what is inside, and the whole as it stood. */
export interface Der {
  readonly tag: number;
  readonly content: Buffer;
  readonly whole: Buffer;
}

/** Reads an element from the beginning of the bytes. Throws TokenError. */
export function readDer(bytes: Buffer): Der {
  const reader = new Reader(bytes);
  const first = reader.byte(1);
  const size = first < 0x80 ? 0 : first - 0x80;
  if (first === 0x80 || size > 3) throw new TokenError('a length that is not DER');
  const length = size === 0 ? first : reader.slice(2, size).readUIntBE(0, size);
  const content = reader.slice(2 + size, length);
  return { tag: reader.byte(0), content, whole: reader.slice(0, 2 + size + length) };
}

/** The elements that follow each other in a constructed one. */
export function childrenOf(content: Buffer): readonly Der[] {
  const found: Der[] = [];
  for (let at = 0; at < content.length; ) {
    const one = readDer(content.subarray(at));
    found.push(one);
    at += one.whole.length;
  }
  return found;
}

/** The content of what has to have this tag. */
export function inside(bytes: Buffer, tag: number): Buffer {
  const { tag: found, content } = readDer(bytes);
  if (found !== tag) throw new TokenError(`tag ${found} in place of ${tag}`);
  return content;
}

export function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const { length } = body;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), body]);
  const size = length < 0x100 ? 1 : 2;
  const head = Buffer.alloc(2 + size);
  head.writeUInt8(tag, 0);
  head.writeUInt8(0x80 + size, 1);
  head.writeUIntBE(length, 2, size);
  return Buffer.concat([head, body]);
}
