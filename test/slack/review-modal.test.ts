import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedDraft, type Draft } from '../../src/domain/draft.js';
import { PatchbayError } from '../../src/domain/errors.js';
import type { ComputerId, GroupId, OperationId, PersonId } from '../../src/domain/ids.js';
import type { ReviewRow } from '../../src/domain/reckoning.js';
import { RECOMMENDATION_STATES } from '../../src/domain/recommendation.js';
import type { ProposalView, ReviewView } from '../../src/domain/review-views.js';
import { REVIEW_EVENTS } from '../../src/domain/selection.js';
import { reviewModal } from '../../src/slack/modals/review.js';
import {
  readConfirmAnswer,
  readReviewAnswer,
  readReviewClick,
  readSuggestion,
} from '../../src/slack/modals/review-answers.js';
import { confirmModal } from '../../src/slack/modals/review-confirm.js';
import { reviewFilterModal } from '../../src/slack/modals/review-filter.js';
import { isViewTooLarge, validateView } from '../../src/slack/validate.js';
import { NOW, updateId } from '../support/samples.js';
import { aRow, REQUEST } from '../support/views.js';

const NO_FILTER = { states: [], severities: [], words: [], computer: null, patch: null };

const draft: Draft = {
  ...{ id: 'draft-0001' as OperationId, requestId: REQUEST, groupId: 'finance' as GroupId, by: 'U0ANIL' as PersonId },
  ...{ at: NOW, expiresAt: NOW + 1000, view: 'recommendation', filter: NO_FILTER, choices: [], exceptComputers: [] },
  ...{ page: 0, layout: 3, round: 0, proposal: null },
};

const EVERY_STATE = Object.fromEntries(RECOMMENDATION_STATES.map((state) => [state, 30_000]));

function row(n: number, title: string): ReviewRow {
  const { patch } = aRow(n, {}, { title, kbs: [title] });
  return { id: updateId(n), patch, shown: 1000, selected: n % 2 === 0 ? 1000 : 3, states: EVERY_STATE };
}

function aReview(rows: readonly ReviewRow[], over: Partial<ReviewView> = {}): ReviewView {
  const amount = { recommendations: 30_000, patches: 30, computers: 1000 };
  const possible = Object.fromEntries(REVIEW_EVENTS.map((event) => [event, 1])) as ReviewView['selected']['possible'];
  return {
    ...{ draft, groupName: 'Finance', rows, offset: 40, page: 1, pages: 25, shown: amount, patch: null },
    ...{ selected: { ...amount, states: {}, possible }, events: REVIEW_EVENTS, ...over },
  };
}

const hostile = fc.oneof(
  fc.constant('<!channel>\u202e😀&'.repeat(300)),
  fc.string({ unit: 'binary', maxLength: 5000 }),
);

describe('the modal of a review', () => {
  it('fits Slack with a page of patches of any name and 100 excepted computers', () => {
    fc.assert(
      fc.property(hostile, (name) => {
        const exceptComputers = Array.from({ length: 100 }, (_, n) => `${'x'.repeat(59)}-${n}` as ComputerId);
        const filter = { ...NO_FILTER, words: Array.from({ length: 10 }, () => name), states: RECOMMENDATION_STATES };
        const rows = Array.from({ length: 40 }, (_, n) => row(n, name));
        const view = aReview(rows, {
          draft: { ...draft, exceptComputers, filter },
          groupName: name,
          patch: row(1, name).patch,
        });
        for (const modal of [reviewModal(view, true), reviewFilterModal(view)]) {
          expect(validateView(modal)).toEqual([]);
          expect(isViewTooLarge(modal)).toBe(false);
        }
      }),
      { numRuns: 15 },
    );
  });

  it('holds nothing but its draft’s opaque id, forty rows in blocks of ten, and a label for each block', () => {
    const modal = reviewModal(aReview(Array.from({ length: 40 }, (_, n) => row(n, `Update ${n}`))));
    expect(modal.private_metadata).toBe('draft-0001');
    const blocks = modal.blocks.filter((block) => block.block_id?.startsWith('rows.3.'));
    expect(blocks).toHaveLength(4);
    expect(JSON.stringify(blocks[1])).toContain('Rows 51 to 60');
    expect(JSON.stringify(modal)).toContain('Selected: 30 patches on 1000 computers, 30000 recommendations.');
  });

  it('ticks what is selected as a whole, and says of the others how much of them is', () => {
    const modal = JSON.stringify(reviewModal(aReview([row(2, 'Whole'), row(3, 'Part')])).blocks);
    expect(modal).toContain('3 of 1000 computers selected');
    const [boxes] = reviewModal(aReview([row(2, 'Whole'), row(3, 'Part')])).blocks.filter(
      ({ block_id }) => block_id === 'rows.3.0',
    );
    expect(boxes).toMatchObject({ element: { initial_options: [{ value: updateId(2) }] } });
  });

  it('offers only what can be done, and says so where that is nothing', () => {
    const some = JSON.stringify(reviewModal(aReview([row(1, 'One')], { events: ['approve'] })));
    expect(some).toContain('"value":"approve"');
    expect(some).not.toContain('"value":"ignore"');
    expect(JSON.stringify(reviewModal(aReview([], { events: [] })))).toContain('Nothing can be done');
  });
});

describe('the confirmation', () => {
  const proposal: ProposalView = {
    ...{ operation: 'draft-0001-r0' as OperationId, groupName: 'Finance', event: 'approve', needsReason: false },
    amount: { recommendations: 280, patches: 14, computers: 20 },
    ...{ restarting: 12, skipped: { 'In progress': 2, Closed: 1 }, patches: [], hash: 'x' },
  };

  it('repeats the counts: what, how many are left out and why, how many may restart', () => {
    const text = JSON.stringify(confirmModal(proposal));
    expect(text).toContain('*Approve* 280 recommendations: 14 patches on 20 computers, in Finance.');
    expect(text).toContain('3 selected recommendations are left out, because of the state: 2 In progress, 1 Closed.');
    expect(text).toContain('12 computers may restart when this is installed.');
  });

  it('asks for a reason where others will want one', () => {
    const modal = confirmModal({ ...proposal, event: 'ignore', needsReason: true });
    expect(modal.blocks.some(({ block_id }) => block_id === 'reason')).toBe(true);
  });

  it('fits Slack for every event and with names of any kind', () => {
    fc.assert(
      fc.property(hostile, fc.constantFrom(...REVIEW_EVENTS), (name, event) => {
        const patches = Array.from({ length: 500 }, (_, n) => row(n, name).patch).flatMap((patch) => patch ?? []);
        const view = { ...proposal, event, groupName: name, patches, needsReason: true };
        expect(validateView(confirmModal(view, true))).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });
});

describe('what people do in a review', () => {
  const modal = reviewModal(aReview([row(2, 'Two'), row(3, 'Three')]));
  const view = { ...modal, id: 'V1', hash: 'h1' };
  const clicked = (action: object) => ({ view, actions: [action] });

  it('is read as what was shown and what is ticked now', () => {
    const action = { action_id: 'review.tick', block_id: 'rows.3.0', selected_options: [{ value: updateId(3) }] };
    expect(readReviewClick(clicked(action), '/patch')).toEqual({
      ...{ draft: 'draft-0001', layout: 3, viewId: 'V1', hash: 'h1' },
      change: { do: 'tick', shown: [updateId(2), updateId(3)], ticked: [updateId(3)] },
    });
  });

  it('is refused where it is not a click on something that we drew', () => {
    const all = { action_id: 'review.all', block_id: 'tools.3', value: 'all' };
    const bad = [
      clicked({ ...all, action_id: 'review.destroy' }),
      clicked({ action_id: 'review.view', block_id: 'tools.3', value: 'everything' }),
      clicked({ action_id: 'review.except', block_id: 'except.3', selected_options: [{ value: '../../etc' }] }),
      { view: { ...view, private_metadata: '../..' }, actions: [all] },
      { view, actions: [] },
      null,
    ];
    for (const body of bad) expect(() => readReviewClick(body, '/patch')).toThrow(PatchbayError);
    expect(readReviewClick(clicked(all), '/patch').change).toEqual({ do: 'tick-all', take: true });
  });

  it('on a block whose id is not ours is a click on a layout that never was', () => {
    const action = { action_id: 'review.all', block_id: 'anything', value: 'all' };
    expect(readReviewClick(clicked(action), '/patch').layout).toBe(-1);
  });

  it('submitted with anything that we never offered chooses nothing', () => {
    const values = { event: { value: { selected_option: { value: 'destroy' } } } };
    expect(readReviewAnswer({ ...view, state: { values } }, '/patch')).toMatchObject({ event: null, layout: 3 });
    expect(() => readReviewAnswer({ ...view, state: 'none' }, '/patch')).toThrow(PatchbayError);
    expect(() => readConfirmAnswer({ private_metadata: '', state: { values } }, '/patch')).toThrow(PatchbayError);
    expect(readSuggestion({ view: { private_metadata: 'x y' }, value: 'fin' })).toBeNull();
  });

  it('adds up to nothing when it is taken back, and is refused where it is more than anybody means', () => {
    const rows = Array.from({ length: 40 }, (_, n) => ({ id: updateId(n), isWhole: false }));
    const ids = rows.map(({ id }) => id);
    let now = draft;
    for (let n = 0; n < 50; n++)
      now = changedDraft(
        now,
        { do: 'tick', shown: ids, ticked: n % 2 === 0 ? ids : [] },
        rows.map((one) => ({ ...one, isWhole: n % 2 === 1 })),
      );
    expect(now.choices).toHaveLength(40);
    const many = Array.from({ length: 1001 }, (_, n) => ({ id: `row-${n}`, isWhole: false }));
    const all = { do: 'tick', shown: many.map(({ id }) => id), ticked: many.map(({ id }) => id) } as const;
    expect(() => changedDraft(draft, all, many)).toThrow(PatchbayError);
  });
});
