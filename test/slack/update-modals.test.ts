import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_FILTER, readFilter } from '../../src/domain/update-filter.js';
import {
  approveUpdatesModal,
  declineUpdatesModal,
  readDeclineUpdatesAnswer,
  readUpdatesAnswer,
} from '../../src/slack/modals/approve-updates.js';
import { filterIn, filterUpdatesModal } from '../../src/slack/modals/filter-updates.js';
import { Submitted } from '../../src/slack/modals/submitted.js';
import { validateView } from '../../src/slack/validate.js';
import { aPatch, updateId } from '../support/samples.js';
import { anUpdatesView, REQUEST } from '../support/views.js';

const selected = (value: string) => ({ value: { selected_option: { value } } });
const several = (...values: string[]) => ({ value: { selected_options: values.map((value) => ({ value })) } });
const typed = (value: string) => ({ value: { value } });

const hostile = fc.oneof(
  fc.constant('<!channel>\u202e😀&'.repeat(300)),
  fc.string({ unit: 'binary', maxLength: 5000 }),
);

function submitted(values: Readonly<Record<string, object>>): Submitted {
  const read = Submitted.read({ private_metadata: REQUEST, state: { values } });
  if (read === null) throw new Error('not a submission');
  return read;
}

const view = anUpdatesView(3);
const good = {
  ...{ which: selected('all'), updates: several() },
  ...{ groups: several(updateId(900)), action: selected('install') },
};

describe('the modal for updates', () => {
  it('holds every patch, the WSUS groups, and nothing but the opaque id of its request', () => {
    const modal = approveUpdatesModal(view);
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
        expect(validateView(declineUpdatesModal(anUpdatesView(0, { rows, groups })))).toEqual([]);
      }),
      { numRuns: 10 },
    );
  });

  it('is read back as ids, with its deadline', () => {
    const values = {
      ...good,
      ...{ which: selected('only'), updates: several(updateId(1), updateId(2)) },
      deadline: { value: { selected_date_time: 1_800_000_000 } },
    };
    expect(readUpdatesAnswer(submitted(values), view)).toEqual({
      ...{ updates: [updateId(1), updateId(2)], wsusGroups: [updateId(900)], action: 'install' },
      deadline: 1_800_000_000_000,
    });
  });

  it('is refused where it does not hold what we put into it', () => {
    const bad = [
      { ...good, which: selected('some') },
      { ...good, updates: several('not-an-id') },
      { ...good, groups: several('finance') },
      { ...good, action: selected('all') },
      { ...good, action: selected('decline') },
      {},
    ];
    for (const values of bad) expect(readUpdatesAnswer(submitted(values), view)).toBeNull();
    for (const whole of [
      null,
      { private_metadata: '../../etc', state: { values: good } },
      { private_metadata: REQUEST },
    ])
      expect(Submitted.read(whole)).toBeNull();
    expect(readUpdatesAnswer(submitted(good), view)?.updates).toHaveLength(3);
  });

  it('declines only with a tick of its own', () => {
    expect(readDeclineUpdatesAnswer(submitted(good), view)).toBeNull();
    const sure = { ...good, sure: several('sure') };
    expect(readDeclineUpdatesAnswer(submitted(sure), view)).toMatchObject({ action: 'decline', wsusGroups: [] });
  });
});

describe('the modal that narrows the list down', () => {
  const known = { classifications: ['Security Updates', 'x'.repeat(5000)], products: ['Windows Server 2022'] };

  it('shows the filter as it is, within what Slack takes', () => {
    const filter = readFilter('critical class:"security updates" newer:30 needed:2 KB5031356 words');
    const modal = filterUpdatesModal(REQUEST, filter, known);
    expect(validateView(modal)).toEqual([]);
    expect(JSON.stringify(modal)).toContain('"initial_value":"30"');
    expect(validateView(filterUpdatesModal(REQUEST, NO_FILTER, { classifications: [], products: [] }))).toEqual([]);
  });

  it('is read back as the filter that would be typed', () => {
    const values = {
      ...{ status: selected('approved'), severity: several('Critical', 'Low'), class: several('Security Updates') },
      ...{ product: several(), kb: typed('KB5031356, 5034441'), newer: typed('30'), words: typed('edge: stable') },
    };
    expect(filterIn(submitted(values))).toEqual({
      ...NO_FILTER,
      ...{ status: 'approved', severities: ['Critical', 'Low'], classifications: ['Security Updates'] },
      ...{ kbs: ['5031356', '5034441'], newerDays: 30, words: ['edge', 'stable'] },
    });
  });
});
