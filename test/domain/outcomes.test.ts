import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explain } from '../../src/domain/outcomes.js';

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

  it('is the same with and without its sign', () => {
    expect(explain(-2147023293)).toEqual(explain(0x80070643));
  });

  it('is short, and its next step a whole sentence, for every number; what is not known is not guessed', () => {
    const codes = fc.oneof(fc.integer(), fc.integer({ min: 0x80240000, max: 0x80245000 }));
    fc.assert(
      fc.property(codes, (code) => {
        const known = explain(code);
        if (known === null) return;
        expect(known.meaning).toMatch(/^[a-z][^.]{5,90}$/);
        expect(known.nextStep).toMatch(/^[A-Z].{4,120}\.$/);
      }),
      { numRuns: 3000 },
    );
    expect(explain(0x80249999)).toBeNull();
    expect(explain(0)).toBeNull();
  });
});
