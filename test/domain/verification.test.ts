import { describe, expect, it } from 'vitest';
import type { RecommendationState } from '../../src/domain/recommendation.js';
import { NEW_RUN, type RunWork, type UpdateOutcome } from '../../src/domain/run-work.js';
import { distributedRun, doubtRun, nextStepAfter, releaseRun, verifyRun } from '../../src/domain/verification.js';
import { aComputer, aRecommendation, aScan, bootAt, NOW, updateId, withRecommendations } from '../support/samples.js';

const BOOT = NOW - 86_400_000;
const LATER_BOOT = NOW - 300_000;

function aRun(outcomes: readonly Partial<UpdateOutcome>[] = [], over: Partial<RunWork> = {}): RunWork {
  return {
    ...NEW_RUN,
    updates: [updateId(1)],
    outcomes: outcomes.map((outcome) => ({
      updateId: updateId(1),
      result: 'installed',
      why: null,
      hresult: null,
      restartRequired: false,
      ...outcome,
    })),
    installedInBoot: bootAt(BOOT),
    ...over,
  };
}

const running = aComputer(withRecommendations(aRecommendation(1, { state: 'In progress' })));

function stateAfter(work: ReturnType<typeof aRun>, scan: ReturnType<typeof aScan>): RecommendationState | undefined {
  return verifyRun(running, work, scan, NOW).recommendations[updateId(1)]?.state;
}

describe('verifying a run', () => {
  it('calls an update Implemented when the scan after it shows it installed', () => {
    expect(stateAfter(aRun([{}]), aScan([], [1]))).toBe('Implemented');
  });

  it('does not call it Implemented on the word of the installer alone', () => {
    expect(stateAfter(aRun([{}]), aScan([1]))).toBe('Failed');
    expect(stateAfter(aRun([{}]), aScan([1], [1]))).toBe('Failed');
  });

  it('waits for the restart that the install asked for', () => {
    const work = aRun([{ restartRequired: true }]);
    expect(stateAfter(work, aScan([], [1], { boot: bootAt(BOOT) }))).toBe('Reboot required');
    expect(stateAfter(work, aScan([], [1], { boot: bootAt(LATER_BOOT) }))).toBe('Implemented');
  });

  it('says Failed where Windows rolled it back in the restart', () => {
    const work = aRun([{ restartRequired: true }], { restartedFrom: bootAt(BOOT) });
    const { recommendations } = verifyRun(running, work, aScan([1], [], { boot: bootAt(LATER_BOOT) }), NOW);
    expect(recommendations[updateId(1)]).toMatchObject({ state: 'Failed', reason: 'still needed after the restart' });
  });

  it('believes the scan against an installer that reported a failure', () => {
    expect(stateAfter(aRun([{ result: 'failed', hresult: -2145124329 }]), aScan([], [1]))).toBe('Implemented');
    expect(stateAfter(aRun([{ result: 'failed', hresult: -2145124329 }]), aScan([1]))).toBe('Failed');
  });

  it('says what a failure means, and what to do about it', () => {
    const reasonOf = (hresult: number | null) =>
      verifyRun(running, aRun([{ result: 'failed', hresult }]), aScan([1]), NOW).recommendations[updateId(1)]?.reason;
    const stepFor = (hresult: number) => nextStepAfter(aRun([{ result: 'failed', hresult }]), [updateId(1)]);
    expect(reasonOf(0x80070643)).toBe("the install failed with 0x80070643: the update's own installer failed");
    expect(stepFor(0x80070643)).toMatch(/recovery partition/);
    expect(reasonOf(0x80999999)).toBe('the install failed with 0x80999999');
    expect(stepFor(0x80999999)).toMatch(/Look up the code/);
    expect(reasonOf(null)).toBe('the install failed');
    expect(nextStepAfter(aRun([{}], { restartedFrom: bootAt(BOOT) }), [updateId(1)])).toMatch(
      /undid it in the restart/,
    );
    expect(nextStepAfter(aRun([]), [updateId(1)])).toMatch(/log/);
  });

  it.each([
    [0x80240009, 'busy: another installation was under way (0x80240009). Wait a while, then retry.'],
    [
      0x800f082f,
      'waits for a restart: other changes of Windows wait for a restart (0x800F082F). Restart the computer, then retry.',
    ],
  ])('gives back as Approved what %i kept back, with what to do first', (hresult, reason) => {
    const work = aRun([{ result: 'failed', hresult }]);
    const id = updateId(1);
    expect(verifyRun(running, work, aScan([1]), NOW).recommendations[id]).toMatchObject({ state: 'Approved', reason });
    expect(distributedRun(running, work, NOW).recommendations[id]).toMatchObject({ state: 'Approved', reason });
    expect(doubtRun(running, work, 'lost', NOW).recommendations[id]).toMatchObject({ state: 'Approved', reason });
    expect(stateAfter(work, aScan([], [1]))).toBe('Implemented');
  });

  it('gives back as Approved what was never started or only downloaded, the latter marked', () => {
    expect(stateAfter(aRun([{ result: 'not-started' }]), aScan([1]))).toBe('Approved');
    const { recommendations } = verifyRun(running, aRun([{ result: 'downloaded' }]), aScan([1]), NOW);
    expect(recommendations[updateId(1)]).toMatchObject({ state: 'Approved', downloaded: true });
  });

  it('calls Failed what nobody told of and no scan shows', () => {
    expect(stateAfter(aRun([], { interruptions: 2 }), aScan([1]))).toBe('Failed');
    expect(stateAfter(aRun([], { interruptions: 2 }), aScan([]))).toBe('Failed');
    expect(stateAfter(aRun([], { interruptions: 2 }), aScan([], [1]))).toBe('Implemented');
  });
});

describe('a run that ends without a proof', () => {
  it('gives everything back as Approved where no install was handed over', () => {
    expect(releaseRun(running, aRun(), 'off', NOW).recommendations[updateId(1)]?.state).toBe('Approved');
  });

  it('never leaves a recommendation In progress and never calls it Implemented', () => {
    for (const result of ['installed', 'failed', 'not-started', 'downloaded'] as const) {
      for (const restartRequired of [true, false]) {
        const doubted = doubtRun(running, aRun([{ result, restartRequired }]), 'lost', NOW);
        expect(['Approved', 'Failed', 'Reboot required']).toContain(doubted.recommendations[updateId(1)]?.state);
      }
    }
  });
});
