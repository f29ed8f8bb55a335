import { AuthenticationError } from '../winrm/authenticator.js';
import { slice } from './bytes.js';

export interface Element {
  readonly tag: number;
  readonly content: Buffer;
  /** With its tag and length. */
  readonly whole: Buffer;
}

/** Elements that lie one after the other. DER (X.690): definite lengths of at most 65,535. Throws AuthenticationError. */
export function readElements(bytes: Buffer): readonly Element[] {
  const elements: Element[] = [];
  for (let at = 0; at < bytes.length; ) {
    const element = readElement(bytes, at);
    elements.push(element);
    at += element.whole.length;
  }
  return elements;
}

function readElement(bytes: Buffer, at: number): Element {
  const [tag = 0, first = 0] = slice(bytes, at, 2);
  const size = first < 0x80 ? 0 : first - 0x80;
  if (first === 0x80 || size > 2) throw new AuthenticationError('a token that is not DER');
  const length = size === 0 ? first : slice(bytes, at + 2, size).readUIntBE(0, size);
  const content = slice(bytes, at + 2 + size, length);
  return { tag, content, whole: bytes.subarray(at, at + 2 + size + length) };
}

/** The only element in there, which has this tag. */
export function onlyElement(bytes: Buffer, tag: number): Buffer {
  const [element, ...more] = readElements(bytes);
  if (element?.tag !== tag || more.length > 0) throw new AuthenticationError('a token that is not what it has to be');
  return element.content;
}

/** @param content at most 65,535 bytes */
export function element(tag: number, ...content: readonly Buffer[]): Buffer {
  const inner = Buffer.concat(content);
  const { length } = inner;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), inner]);
  if (length < 0x100) return Buffer.concat([Buffer.from([tag, 0x81, length]), inner]);
  return Buffer.concat([Buffer.from([tag, 0x82, length >>> 8, length & 0xff]), inner]);
}
