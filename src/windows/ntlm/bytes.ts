import { AuthenticationError } from '../winrm/authenticator.js';

/** Four bytes, the least significant first, as all numbers of NTLM are. */
export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}

export function utf16(text: string): Buffer {
  return Buffer.from(text, 'utf16le');
}

/** A piece of what came from the other side; AuthenticationError where it does not lie within it. */
export function slice(bytes: Buffer, at: number, length: number): Buffer {
  if (at < 0 || length < 0 || at + length > bytes.length) throw new AuthenticationError('a token that is too short');
  return bytes.subarray(at, at + length);
}
