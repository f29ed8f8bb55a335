import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PatchbayError } from '../../src/domain/errors.js';
import { filterText, isMeant, NO_FILTER, readFilter } from '../../src/domain/update-filter.js';
import { aPatch, NOW } from '../support/samples.js';

const meant = (text: string, over: Parameters<typeof aPatch>[1] = {}, neededBy = 0): boolean =>
  isMeant(aPatch(1, { approvals: [], kbs: ['5031356'], ...over }), readFilter(text), neededBy, NOW);

describe('the filter of updates', () => {
  it('means what waits for an approval, unless it says otherwise', () => {
    expect(meant('')).toBe(true);
    expect(meant('', { declined: true })).toBe(false);
    expect(meant('', { superseded: true })).toBe(false);
    const approvals = aPatch(1).approvals;
    expect(meant('', { approvals })).toBe(false);
    expect(meant('status:approved', { approvals })).toBe(true);
    expect(meant('status:declined', { declined: true })).toBe(true);
    expect(meant('status:all', { approvals })).toBe(true);
    expect(meant('KB5031356', { approvals })).toBe(true);
  });

  it('asks for severity, classification, product, KB number, age and need, all of them', () => {
    expect(meant('critical class:security product:2022 kb:5031356 newer:2 needed:5', {}, 5)).toBe(true);
    expect(meant('important')).toBe(false);
    expect(meant('severity:important severity:critical')).toBe(true);
    expect(meant('class:drivers')).toBe(false);
    expect(meant('product:"windows 11"')).toBe(false);
    expect(meant('kb:5999999')).toBe(false);
    expect(meant('older:2')).toBe(false);
    expect(meant('newer:2', { arrivedAt: null })).toBe(false);
    expect(meant('needed:6', {}, 5)).toBe(false);
    expect(meant('update security')).toBe(true);
    expect(meant('update nowhere')).toBe(false);
  });

  it('refuses a key or a value that is none, with what there is', () => {
    for (const text of [
      'sevrity:high',
      'severity:high',
      'newer:-3',
      'newer:1e9',
      'kb:edge',
      'status:old',
      'constructor:x',
    ])
      expect(() => readFilter(text)).toThrow(PatchbayError);
  });

  it.each(['"A:#"', '"severity:high"', 'class:"a b"', 'a"b', '#:"x', '"a\tb"'])(
    'can be typed again as it is shown: %s',
    (text) => {
      const filter = readFilter(text);
      expect(readFilter(filterText(filter))).toEqual(filter);
    },
  );

  it('can be typed again as it is shown, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        const filter = (() => {
          try {
            return readFilter(text);
          } catch {
            return NO_FILTER;
          }
        })();
        expect(readFilter(filterText(filter))).toEqual(filter);
      }),
    );
  });
});
