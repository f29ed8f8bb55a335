import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanName, idFor, whyNoName } from '../../src/domain/group-name.js';
import { parseGroupId } from '../../src/domain/ids.js';

const NONE = { names: [], computers: [] };

describe('a name', () => {
  it('is one visible line of at most 80 characters, whatever was typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 5000 }), (typed) => {
        const name = cleanName(typed);
        expect(name.length).toBeLessThanOrEqual(80);
        expect(name).not.toMatch(/[\p{Cc}\p{Cf}\p{Bidi_C}]/u);
        expect(cleanName(name)).toBe(name);
      }),
    );
    expect(cleanName(`  Fi\u202Enance\u0000 \n Desk ${'x'.repeat(5000)}`)).toMatch(/^Finance Desk x+$/);
  });

  it('is refused where it could be taken for something else', () => {
    const others = { names: ['finance', 'Finance'], computers: ['fin-ws-01'] };
    expect(whyNoName('', others)).toContain('visible character');
    expect(whyNoName('17', others)).toContain('name of a task');
    expect(whyNoName('#17', others)).toContain('name of a task');
    expect(whyNoName('Everything', others)).toContain('meaning of its own');
    expect(whyNoName('FIN-WS-01', others)).toContain('is a computer');
    expect(whyNoName('ＦＩＮＡＮＣＥ', others)).toContain('a group');
    expect(whyNoName('Human Resources', others)).toBeNull();
    expect(whyNoName('Finance', NONE)).toBeNull();
  });
});

describe('a short name', () => {
  it('is always one that can be typed, and none that is taken', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.integer({ min: 0, max: 5 }), (name, others) => {
        const taken = new Set<string>();
        for (let n = 0; n < others; n++) taken.add(idFor(name, 'group', (id) => taken.has(id)));
        const id = idFor(name, 'group', (one) => taken.has(one));
        expect(parseGroupId(id)).toBe(id);
        expect(taken).not.toContain(id);
      }),
    );
  });

  it('is made of the name’s letters and digits', () => {
    expect(idFor('Köln & Finance (2)', 'group', () => false)).toBe('koln-finance-2');
    expect(idFor('Finance', 'group', (id) => id === 'finance')).toBe('finance-2');
    expect(idFor('経理', 'group', () => false)).toMatch(/^group/);
    expect(idFor('2024', 'group', () => false)).toBe('group-2024');
  });
});
