import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearest } from '../../src/domain/nearest.js';

const VERBS = ['sync', 'scan', 'status', 'recommendations', 'run', 'finance'];

describe('the nearest name', () => {
  it.each([
    ['scna', 'scan'],
    ['snyc', 'sync'],
    ['finanec', 'finance'],
    ['recomendations', 'recommendations'],
    ['STATUS', 'status'],
  ])('of %s is %s', (typed, meant) => {
    expect(nearest(typed, VERBS)).toBe(meant);
  });

  it('is none where nothing is near', () => {
    expect(nearest('dance', VERBS)).toBeNull();
    expect(nearest('', VERBS)).toBeNull();
    expect(nearest('x'.repeat(5000), VERBS)).toBeNull();
  });

  it('of a name with one letter wrong is that name', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('headquarters', 'branches', 'recommendations'),
        fc.nat(),
        fc.constantFrom(...'xyz'),
        (name, at, letter) => {
          const index = at % name.length;
          const wrong = name.slice(0, index) + letter + name.slice(index + 1);
          expect(nearest(wrong, ['headquarters', 'branches', 'recommendations'])).toBe(name);
        },
      ),
    );
  });
});
