import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ComputerId, UpdateId } from '../../src/domain/ids.js';
import { readRecommendationsAnswer } from '../../src/slack/modals/answers.js';
import { approveRecommendationsModal } from '../../src/slack/modals/approve-recommendations.js';
import { noticeModal } from '../../src/slack/modals/parts.js';
import { chosenOf } from '../../src/slack/modals/which.js';
import { safe } from '../../src/slack/text.js';
import { validateView } from '../../src/slack/validate.js';
import { updateId } from '../support/samples.js';
import { aRecommendationsView, aRow, REQUEST } from '../support/views.js';

const selected = (value: string) => ({ value: { selected_option: { value } } });
const several = (...values: string[]) => ({ value: { selected_options: values.map((value) => ({ value })) } });

function submission(values: Readonly<Record<string, object>>, metadata: string = REQUEST) {
  return { private_metadata: metadata, state: { values } };
}

const hostile = fc.oneof(
  fc.constant('<!channel>\u202e😀&'.repeat(300)),
  fc.string({ unit: 'binary', maxLength: 5000 }),
);

describe('the modal for recommendations', () => {
  it('takes patches, then except computers', () => {
    const modal = approveRecommendationsModal(aRecommendationsView([aRow(1), aRow(2)]));
    expect(validateView(modal)).toEqual([]);
    expect(JSON.stringify(modal)).toContain('2 patches on 2 computers');
    const values = {
      ...{ which: selected('except'), updates: several(updateId(2)) },
      except: several('fin-1.contoso.example'),
    };
    expect(readRecommendationsAnswer(submission(values), '/patch')).toEqual({
      ...{ request: REQUEST, which: 'except', chosen: [updateId(2)], exceptComputers: ['fin-1.contoso.example'] },
    });
  });

  it('fits Slack with 500 patches on 1,000 computers', () => {
    const computers = Array.from({ length: 1000 }, (_, n) => ({
      ...{ computerId: `computer-${n}` as ComputerId, state: 'Opened' as const, reason: null, cameBack: false },
    }));
    fc.assert(
      fc.property(hostile, (title) => {
        const rows = Array.from({ length: 500 }, (_, n) => aRow(n, { title, computers: n === 0 ? computers : [] }));
        const first = rows[0] ?? aRow(0);
        const view = aRecommendationsView([
          ...rows.slice(1).map((row) => ({ ...row, computers: first.computers.slice(0, 1) })),
          first,
        ]);
        expect(validateView(approveRecommendationsModal(view))).toEqual([]);
      }),
      { numRuns: 10 },
    );
  });
});

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
