import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PersonId, StackId } from '../../src/domain/ids.js';
import type { StackEntry } from '../../src/domain/plan.js';
import { entryOf, type KeptStack, linesOf, marksOf, namedIn, readStackWords } from '../../src/domain/software-stack.js';
import { stackChanges } from '../../src/domain/stack-changes.js';
import { aPatch, NOW, updateId } from '../support/samples.js';

const patches = fc.uniqueArray(
  fc.record({
    n: fc.integer({ min: 1, max: 40 }),
    kbs: fc.subarray(['5031356', '5034441', '890830', '5039999']),
    title: fc.oneof(
      fc.string({ unit: 'binary', maxLength: 120 }),
      fc.constantFrom('Update\nKB5034441', '2024-01, KB890830'),
    ),
  }),
  { selector: ({ n }) => n, maxLength: 12 },
);
const catalogueOf = (
  made: readonly { readonly n: number; readonly kbs: readonly string[]; readonly title: string }[],
) => made.map(({ n, kbs, title }) => aPatch(n, { kbs, title: `Update for ${title}` }));

const ids = (entries: readonly StackEntry[]) => entries.map((entry) => entry.updateId);

describe('the lines of a software stack', () => {
  it('mean the patches that they were made of, in their order, whatever those are called', () => {
    fc.assert(
      fc.property(patches, (made) => {
        const entries = catalogueOf(made).map(entryOf);
        const lines = linesOf(entries);
        for (const line of lines) expect(line).not.toMatch(/\n/);
        expect(namedIn(lines, entries, catalogueOf(made))).toEqual({ updates: entries, unknown: [] });
        expect(ids(namedIn(lines.toReversed(), entries, catalogueOf(made)).updates)).toEqual(ids(entries).toReversed());
      }),
    );
  });

  it('each lose or move their own patch, also where several have one number', () => {
    const catalogue = [1, 2, 3].map((n) => aPatch(n, { kbs: ['5031356'] }));
    const [first = '', second = '', third = ''] = linesOf(catalogue);
    expect(ids(namedIn([third, first], catalogue, catalogue).updates)).toEqual([updateId(3), updateId(1)]);
    expect(second.startsWith(updateId(2))).toBe(true);
  });

  it('may be typed: a number is of all patches that the catalogue calls so, and each comes once', () => {
    const catalogue = [
      aPatch(1, { kbs: ['5031356'] }),
      aPatch(2, { kbs: ['5031356'] }),
      aPatch(3, { kbs: ['5034441'] }),
    ];
    const named = (...lines: readonly string[]) => ids(namedIn(lines, [], catalogue).updates);
    expect(named(' • kb5034441: a title', '', '5031356')).toEqual([updateId(3), updateId(1), updateId(2)]);
    expect(named('KB5034441, KB5031356', 'KB5034441')).toEqual([updateId(3), updateId(1), updateId(2)]);
    expect(named('KB5034441 KB5031356')).toHaveLength(3);
    expect(named(`${updateId(2).toUpperCase()} 2024-01, KB5034441`)).toEqual([updateId(2)]);
  });

  it('that name nothing in the catalogue are told, also what was in it once', () => {
    const gone = aPatch(9, { kbs: ['5039999'] });
    const lines = ['KB5039999 was there', 'Chrome 130', updateId(7), 'KB501'];
    expect(namedIn(lines, [gone], [aPatch(1)])).toEqual({
      updates: [],
      unknown: ['KB5039999', 'Chrome', updateId(7), 'KB501'],
    });
  });
});

describe('a patch of a software stack', () => {
  it('is marked by what speaks against it', () => {
    expect(marksOf(aPatch(1), false)).toEqual([]);
    expect(marksOf(aPatch(1, { superseded: true }), true)).toEqual(['denied', 'superseded']);
    expect(marksOf(aPatch(1, { approvals: [] }), false)).toEqual(['not approved']);
    expect(marksOf(aPatch(1, { approvals: [], declined: true }), false)).toEqual(['declined']);
    expect(marksOf(undefined, false)).toEqual(['gone']);
  });
});

describe('a sentence about a software stack', () => {
  const name = fc
    .string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 30 })
    .map((text) => text.replaceAll(/["\s]+/g, ' ').trim());
  const words = fc
    .array(fc.oneof(name, fc.constantFrom('on', 'ON', 'Finance')), { minLength: 1, maxLength: 6 })
    .map((all) => all.filter(Boolean).join(' '));

  it('holds the name and the group, whatever they are called, in quotes or not', () => {
    fc.assert(
      fc.property(words, words, fc.boolean(), (stack, group, isQuoted) => {
        fc.pre(stack !== '' && group !== '');
        const said = isQuoted ? `"${stack}" on "${group}"` : `${stack} on ${group}`;
        expect(readStackWords(said).runs).toContainEqual({ name: stack, group });
        expect(readStackWords(stack).name).toBe(stack);
      }),
    );
  });

  it('tries the longest name first, and asks for the group where none is behind it', () => {
    expect(readStackWords('Nights on call on Tills on floor 2').runs).toEqual([
      { name: 'Nights on call on Tills', group: 'floor 2' },
      { name: 'Nights on call', group: 'Tills on floor 2' },
      { name: 'Nights', group: 'call on Tills on floor 2' },
    ]);
    expect(readStackWords('March on')).toEqual({ name: 'March on', runs: [{ name: 'March', group: '' }] });
    expect(readStackWords('Once')).toEqual({ name: 'Once', runs: [] });
  });
});

describe('an edit of a software stack', () => {
  const stack = (numbers: readonly number[], called = 'March'): KeptStack => ({
    ...{ id: 'march' as StackId, name: called, by: 'U0ANIL' as PersonId, at: NOW },
    updates: numbers.map((n) => entryOf(aPatch(n, { kbs: [`500000${n}`] }))),
  });

  it('is told in a few words, and is none where nothing changes', () => {
    expect(stackChanges(null, stack([1, 2]))).toEqual(['created March: KB5000001, KB5000002']);
    expect(stackChanges(stack([1, 2]), stack([1, 2]))).toEqual([]);
    expect(stackChanges(stack([1, 2]), stack([2, 1]))).toEqual(['order: KB5000002, KB5000001']);
    expect(stackChanges(stack([1, 2]), stack([1, 3], 'April'))).toEqual([
      'name: March -> April',
      'added: KB5000003',
      'removed: KB5000002',
    ]);
  });
});
