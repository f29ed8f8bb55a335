import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fingerprint } from '../../src/domain/fingerprint.js';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

function of(texts: readonly string[], hash = sha256): string {
  const fingerprint = new Fingerprint(hash);
  for (const text of texts) fingerprint.add(text);
  return fingerprint.value;
}

describe('the fingerprint of many texts', () => {
  it('is the same for the same texts in the same order, and only for them', () => {
    const texts = fc.array(fc.stringMatching(/^[a-c ]{0,2}$/), { maxLength: 4 });
    fc.assert(fc.property(texts, texts, (a, b) => (of(a) === of(b)) === (JSON.stringify(a) === JSON.stringify(b))));
  });

  it('tells apart what differs in one of thousands', () => {
    const texts = Array.from({ length: 3000 }, (_, n) => `computer ${n}`);
    for (const n of [0, 255, 256, 2999]) expect(of(texts.with(n, 'another'))).not.toBe(of(texts));
    expect(of(texts.slice(0, -1))).not.toBe(of(texts));
  });

  it('never hashes a text that grows with their number', () => {
    const lengths: number[] = [];
    of(
      Array.from({ length: 10_000 }, () => 'x'.repeat(80)),
      (text) => {
        lengths.push(text.length);
        return sha256(text);
      },
    );
    expect(Math.max(...lengths)).toBeLessThan(32_768);
  });
});
