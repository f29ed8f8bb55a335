import fc from 'fast-check';

/** One change of a message: where, how much, and what of it, as numbers that can be made smaller. */
export interface Mutation {
  readonly kind: 'flip' | 'cut' | 'end' | 'double' | 'put' | 'swap' | 'many';
  readonly at: number;
  readonly length: number;
  readonly value: number;
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom('flip', 'cut', 'end', 'double', 'put', 'swap', 'many'),
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  length: fc.integer({ min: 1, max: 60 }),
  value: fc.integer({ min: 0, max: 255 }),
});

export const mutations = fc.array(mutation, { minLength: 1, maxLength: 4 });

/** The message after its changes. @param tokens what is put into it now and then */
export function mutated(message: Buffer, changes: readonly Mutation[], tokens: readonly string[] = ['']): Buffer {
  return changes.reduce((bytes, change) => once(bytes, change, tokens), message);
}

function once(bytes: Buffer, { kind, at, length, value }: Mutation, tokens: readonly string[]): Buffer {
  const from = Math.floor(bytes.length * at);
  const to = Math.min(bytes.length, from + length);
  const [head, middle, tail] = [bytes.subarray(0, from), bytes.subarray(from, to), bytes.subarray(to)];
  switch (kind) {
    case 'flip':
      return Buffer.concat([head, middle.map((byte, n) => (n === 0 ? byte ^ (value || 1) : byte)), tail]);
    case 'cut':
      return Buffer.concat([head, tail]);
    case 'end':
      return head;
    case 'double':
      return Buffer.concat([head, middle, middle, tail]);
    case 'put':
      return Buffer.concat([head, Buffer.from(tokens[value % tokens.length] ?? '', 'latin1'), middle, tail]);
    case 'swap':
      return Buffer.concat([tail, middle, head]);
    case 'many':
      return Buffer.concat([head, ...Array.from({ length: value }, () => middle), tail]);
  }
}
