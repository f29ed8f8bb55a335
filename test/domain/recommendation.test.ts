import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PatchbayError } from '../../src/domain/errors.js';
import {
  moved,
  PERSON_EVENTS,
  RECOMMENDATION_STATES,
  type RecommendationEvent,
  type RecommendationState,
  recommendationText,
  SYSTEM_EVENTS,
  stateAfter,
} from '../../src/domain/recommendation.js';
import { aRecommendation, NOW, updateId } from '../support/samples.js';

/** The table of the design, written once more by hand: state, event, what follows. All that is missing is refused. */
const LISTED: readonly (readonly [RecommendationState, RecommendationEvent, RecommendationState])[] = [
  ['Opened', 'approve', 'Approved'],
  ['Opened', 'ignore', 'Ignored'],
  ['Opened', 'close', 'Closed'],
  ['Opened', 'found-installed', 'Implemented'],
  ['Approved', 'open', 'Opened'],
  ['Approved', 'ignore', 'Ignored'],
  ['Approved', 'close', 'Closed'],
  ['Approved', 'schedule', 'Scheduled'],
  ['Approved', 'run', 'In progress'],
  ['Approved', 'found-installed', 'Implemented'],
  ['Scheduled', 'unschedule', 'Approved'],
  ['Scheduled', 'ignore', 'Ignored'],
  ['Scheduled', 'close', 'Closed'],
  ['Scheduled', 'window-opens', 'In progress'],
  ['Scheduled', 'found-installed', 'Implemented'],
  ['In progress', 'verified', 'Implemented'],
  ['In progress', 'restart-pending', 'Reboot required'],
  ['In progress', 'failed', 'Failed'],
  ['In progress', 'not-started', 'Approved'],
  ['In progress', 'downloaded', 'Approved'],
  ['Reboot required', 'verified', 'Implemented'],
  ['Reboot required', 'still-needed', 'Failed'],
  ['Failed', 'approve', 'Approved'],
  ['Failed', 'ignore', 'Ignored'],
  ['Failed', 'close', 'Closed'],
  ['Failed', 'found-installed', 'Implemented'],
  ['Ignored', 'open', 'Opened'],
  ['Implemented', 'needed-again', 'Opened'],
  ['Closed', 'open', 'Opened'],
  ['Closed', 'needed-again', 'Opened'],
  ...(['Opened', 'Approved', 'Scheduled', 'In progress', 'Reboot required', 'Failed'] as const).flatMap((state) =>
    (['no-longer-needed', 'superseded', 'approval-withdrawn'] as const).map(
      (event) => [state, event, 'Closed'] as const,
    ),
  ),
  ...RECOMMENDATION_STATES.filter((state) => state !== 'Closed').map(
    (state) => [state, 'computer-retired', 'Closed'] as const,
  ),
];

const anyState = fc.constantFrom(...RECOMMENDATION_STATES);
const anyEvent = fc.constantFrom(...PERSON_EVENTS, ...SYSTEM_EVENTS);

describe('the life of a recommendation', () => {
  it('allows every listed transition and leads where the table says', () => {
    for (const [from, event, to] of LISTED) {
      expect(moved(aRecommendation(1, { state: from }), { event, at: NOW }).state, `${from} ${event}`).toBe(to);
    }
  });

  it('refuses every transition that is not listed, with PB301', () => {
    const listed = new Set(LISTED.map(([from, event]) => `${from}/${event}`));
    for (const state of RECOMMENDATION_STATES) {
      for (const event of [...PERSON_EVENTS, ...SYSTEM_EVENTS]) {
        if (listed.has(`${state}/${event}`)) continue;
        expect(stateAfter(state, event), `${state} ${event}`).toBeNull();
        expect(() => moved(aRecommendation(1, { state }), { event, at: NOW })).toThrow(PatchbayError);
      }
    }
  });

  it('reaches Implemented only through a scan: found installed or verified', () => {
    fc.assert(
      fc.property(anyState, anyEvent, (state, event) => {
        if (stateAfter(state, event) !== 'Implemented') return;
        expect(['found-installed', 'verified']).toContain(event);
      }),
    );
  });

  it('is never brought to In progress by anything but run and an opening window', () => {
    fc.assert(
      fc.property(anyState, anyEvent, (state, event) => {
        if (stateAfter(state, event) === 'In progress') expect(['run', 'window-opens']).toContain(event);
      }),
    );
  });

  it('keeps who recommended it when, whatever happens to it', () => {
    fc.assert(
      fc.property(anyState, fc.array(anyEvent, { maxLength: 30 }), (state, events) => {
        const start = aRecommendation(1, { state });
        const end = events.reduce(
          (so, event) => (stateAfter(so.state, event) === null ? so : moved(so, { event, at: NOW })),
          start,
        );
        expect([end.id, end.recommendedAt]).toEqual([start.id, start.recommendedAt]);
      }),
    );
  });

  it('notes that it came back after it was implemented', () => {
    const back = moved(aRecommendation(1, { state: 'Implemented' }), { event: 'needed-again', at: NOW });
    expect(back).toMatchObject({ state: 'Opened', cameBack: true });
    expect(moved(aRecommendation(1, { state: 'Closed' }), { event: 'needed-again', at: NOW }).cameBack).toBe(false);
  });

  it('says its sentence in the words of the training module', () => {
    expect(recommendationText(aRecommendation(7))).toBe(`Install the required software "Update 7 - ${updateId(7)}".`);
    expect(recommendationText(aRecommendation(7, { id: 'rescan', updateId: null }))).toBe(
      'Run patch discovery scan again.',
    );
  });
});
