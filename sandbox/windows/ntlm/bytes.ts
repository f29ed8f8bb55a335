/** A message of the other side is not what it has to be. Whoever reads one throws this, and nothing else. */
export class TokenError extends Error {
  override readonly name = 'TokenError';
}

/** Reads a message from outside: nothing beyond its end is ever touched. */
export class Reader {
  readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  get length(): number {
    return this.bytes.length;
  }

  slice(offset: number, length: number): Buffer {
    if (offset < 0 || length < 0 || offset + length > this.bytes.length) throw new TokenError('it ends too early');
    return this.bytes.subarray(offset, offset + length);
  }

  byte(offset: number): number {
    return this.slice(offset, 1).readUInt8(0);
  }

  u16(offset: number): number {
    return this.slice(offset, 2).readUInt16LE(0);
  }

  u32(offset: number): number {
    return this.slice(offset, 4).readUInt32LE(0);
  }

  u64(offset: number): bigint {
    return this.slice(offset, 8).readBigUInt64LE(0);
  }

  /** What the fields at an offset point to: length, maximum, offset (MS-NLMP 2.2). */
  field(offset: number): Buffer {
    const length = this.u16(offset);
    return length === 0 ? Buffer.alloc(0) : this.slice(this.u32(offset + 4), length);
  }
}

export function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}
