import { describe, expect, it } from 'vitest';
import { explain, hex } from '../../src/domain/outcomes.js';

describe('a result code of Windows', () => {
  it.each([
    [0x80070643, /installer failed/, /recovery partition/, false],
    [0x80070070, /disk is full/, /Free some space/, false],
    [0x80240016, /restart/, /Restart/, true],
    [0x80072ee2, /WSUS did not answer/, /reaches WSUS/, true],
    [0x80244022, /overloaded or stopped/, /WsusPool/, true],
    [0x800f0831, /component store/, /DISM/, false],
    [0x80240009, /another installation/, /Wait/, true],
  ])('%i says what it means, what to do, and whether a retry is worth it', (code, meaning, step, retry) => {
    expect(explain(code)).toMatchObject({
      meaning: expect.stringMatching(meaning),
      nextStep: expect.stringMatching(step),
      retry,
    });
  });

  it.each([
    [0x80240009, 'busy'],
    [0x8007045b, 'busy'],
    [0x80240016, 'waiting'],
    [0x800f082f, 'waiting'],
    [0x80070643, 'failed'],
    [0x80072ee2, 'failed'],
  ])('%i is told from what says nothing against the update', (code, kind) => {
    expect(explain(code)?.kind).toBe(kind);
  });

  it('is written as people look it up', () => {
    expect(hex(-2145124329)).toBe('0x80240017');
    expect(hex(0x80070643)).toBe('0x80070643');
    expect(hex(0x00240005)).toBe('0x00240005');
  });

  it('is the same with and without its sign', () => {
    expect(explain(-2147023293)).toEqual(explain(0x80070643));
  });

  it('is told briefly, with a whole sentence as next step; what is not known is not guessed', () => {
    const families = [0x00240000, 0x80070000, 0x800b0000, 0x800f0000, 0x80240000];
    const codes = families.flatMap((family) => Array.from({ length: 0x10000 }, (_, code) => family + code));
    const known = codes.flatMap((code) => explain(code) ?? []);
    expect(known.length).toBeGreaterThan(75);
    for (const { meaning, nextStep } of known) {
      expect(meaning).toMatch(/^(?:[a-z]|WSUS |Windows )[^.]{5,90}$/);
      expect(nextStep).toMatch(/^[A-Z].{4,120}\.$/);
    }
    expect(explain(0x80249999)).toBeNull();
    expect(explain(0)).toBeNull();
  });
});
