import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { UpdateId } from '../../src/domain/ids.js';
import { noticeModal } from '../../src/slack/modals/parts.js';
import { chosenOf } from '../../src/slack/modals/which.js';
import { safe } from '../../src/slack/text.js';
import { validateView } from '../../src/slack/validate.js';
import { updateId } from '../support/samples.js';

describe('a choice', () => {
  it('is all, only the chosen, or all but the chosen; never something that was not listed', () => {
    const ids = fc.uniqueArray(fc.nat(50)).map((numbers) => numbers.map(updateId));
    fc.assert(
      fc.property(ids, ids, (all, chosen) => {
        const only = chosenOf<UpdateId>('only', chosen, all);
        const rest = chosenOf<UpdateId>('except', chosen, all);
        expect(chosenOf<UpdateId>('all', chosen, all)).toEqual(all);
        expect([...only, ...rest].sort()).toEqual([...all].sort());
        expect(only.every((id) => chosen.includes(id))).toBe(true);
      }),
    );
  });
});

describe('a notice', () => {
  it('is a modal that can only be closed', () => {
    expect(validateView(noticeModal('Working…', safe('x'.repeat(9000), 9000)))).toEqual([]);
  });
});
