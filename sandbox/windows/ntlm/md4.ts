/** MD4 (RFC 1320). Node's OpenSSL has it no more; a Windows password's hash is nothing else. */

const BLOCK = 64;

type Words = readonly [a: number, b: number, c: number, d: number];

interface Round {
  readonly mix: (x: number, y: number, z: number) => number;
  readonly order: readonly number[];
  readonly shifts: readonly number[];
  readonly constant: number;
}

const ROUNDS: readonly Round[] = [
  {
    mix: (x, y, z) => (x & y) | (~x & z),
    order: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    shifts: [3, 7, 11, 19],
    constant: 0,
  },
  {
    mix: (x, y, z) => (x & y) | (x & z) | (y & z),
    order: [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
    shifts: [3, 5, 9, 13],
    constant: 0x5a82_7999,
  },
  {
    mix: (x, y, z) => x ^ y ^ z,
    order: [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15],
    shifts: [3, 9, 11, 15],
    constant: 0x6ed9_eba1,
  },
];

/** The digest, 16 bytes, of a message shorter than 512 MB. */
export function md4(message: Uint8Array): Buffer {
  const padded = Buffer.alloc(Math.ceil((message.length + 9) / BLOCK) * BLOCK);
  padded.set(message);
  padded.writeUInt8(0x80, message.length);
  padded.writeUInt32LE((message.length * 8) >>> 0, padded.length - 8);
  let words: Words = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476];
  for (let at = 0; at < padded.length; at += BLOCK) words = absorbed(words, padded.subarray(at, at + BLOCK));
  const digest = Buffer.alloc(16);
  for (const [index, word] of words.entries()) digest.writeUInt32LE(word, index * 4);
  return digest;
}

function absorbed(before: Words, block: Buffer): Words {
  let [a, b, c, d] = before;
  for (const { mix, order, shifts, constant } of ROUNDS) {
    for (const [step, word] of order.entries()) {
      const sum = (a + mix(b, c, d) + block.readUInt32LE(word * 4) + constant) | 0;
      const shift = shifts[step % 4] ?? 0;
      [a, b, c, d] = [d, (sum << shift) | (sum >>> (32 - shift)), b, c];
    }
  }
  const [a0, b0, c0, d0] = before;
  return [(a0 + a) >>> 0, (b0 + b) >>> 0, (c0 + c) >>> 0, (d0 + d) >>> 0];
}
