import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PatchbayError } from '../../src/domain/errors.js';
import type { ComputerId, UpdateId } from '../../src/domain/ids.js';
import { readRecommendationsAnswer, readUpdatesAnswer } from '../../src/slack/modals/answers.js';
import { approveRecommendationsModal } from '../../src/slack/modals/approve-recommendations.js';
import { approveUpdatesModal } from '../../src/slack/modals/approve-updates.js';
import { noticeModal } from '../../src/slack/modals/parts.js';
import { chosenOf } from '../../src/slack/modals/which.js';
import { safe } from '../../src/slack/text.js';
import { validateView } from '../../src/slack/validate.js';
import { aPatch, updateId } from '../support/samples.js';
import { anUpdatesView, aRecommendationsView, aRow, REQUEST } from '../support/views.js';

const selected = (value: string) => ({ value: { selected_option: { value } } });
const several = (...values: string[]) => ({ value: { selected_options: values.map((value) => ({ value })) } });

function submission(values: Readonly<Record<string, object>>, metadata: string = REQUEST) {
  return { private_metadata: metadata, state: { values } };
}

const hostile = fc.oneof(
  fc.constant('<!channel>\u202e😀&'.repeat(300)),
  fc.string({ unit: 'binary', maxLength: 5000 }),
);

describe('the modal for updates', () => {
  it('holds every patch, the WSUS groups, and nothing but the opaque id of its request', () => {
    const modal = approveUpdatesModal(anUpdatesView(3));
    expect(validateView(modal)).toEqual([]);
    expect(modal.private_metadata).toBe(REQUEST);
    for (const n of [0, 1, 2]) expect(JSON.stringify(modal)).toContain(updateId(n));
    expect(JSON.stringify(modal)).toContain('All 3');
  });

  it('fits Slack with 1,000 patches and 500 groups of any name', () => {
    fc.assert(
      fc.property(hostile, (name) => {
        const rows = Array.from({ length: 1000 }, (_, n) => ({
          ...{ patch: aPatch(n, { title: name, kbs: [name] }), approvedFor: [], neededBy: 1 },
        }));
        const groups = Array.from({ length: 500 }, (_, n) => ({ id: updateId(n), name, parentId: null }));
        expect(validateView(approveUpdatesModal(anUpdatesView(0, { rows, groups })))).toEqual([]);
      }),
      { numRuns: 10 },
    );
  });

  it('is read back as ids', () => {
    const values = {
      ...{ which: selected('only'), updates: several(updateId(1), updateId(2)) },
      ...{ group: selected(updateId(900)), action: selected('install') },
    };
    expect(readUpdatesAnswer(submission(values), '/patch')).toEqual({
      ...{ request: REQUEST, which: 'only', chosen: [updateId(1), updateId(2)] },
      ...{ wsusGroup: updateId(900), action: 'install' },
    });
  });

  it('is refused where it does not hold what we put into it', () => {
    const good = {
      ...{ which: selected('all'), updates: several() },
      ...{ group: selected(updateId(900)), action: selected('install') },
    };
    const bad = [
      submission({ ...good, which: selected('some') }),
      submission({ ...good, updates: several('not-an-id') }),
      submission({ ...good, group: selected('finance') }),
      submission({ ...good, action: selected('uninstall') }),
      submission({}),
      submission(good, '../../etc'),
      null,
      { private_metadata: REQUEST },
    ];
    for (const view of bad) expect(() => readUpdatesAnswer(view, '/patch')).toThrow(PatchbayError);
    expect(readUpdatesAnswer(submission(good), '/patch').which).toBe('all');
  });
});

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
