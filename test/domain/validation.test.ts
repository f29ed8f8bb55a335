import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Patch } from '../../src/domain/patch.js';
import { ALL_COMPUTERS, approvalOf } from '../../src/domain/patch.js';
import { type Reference, validateCompliance } from '../../src/domain/validation.js';
import {
  aComputer,
  anyCatalogue,
  anyComputer,
  aPatch,
  aRecommendation,
  aScan,
  bootAt,
  CHECK,
  NOW,
  updateId,
  WSUS,
  withRecommendations,
} from '../support/samples.js';

const DAY = 86_400_000;

function against(patches: Iterable<Patch>, over: Partial<Reference> = {}): Reference {
  const byId = new Map([...patches].map((patch) => [patch.updateId, patch]));
  const none = { patchGroups: new Map(), denied: () => null };
  return { patch: (id) => byId.get(id), wsus: WSUS, checks: [CHECK], maxScanAgeMs: DAY, ...none, ...over };
}

describe('Compliance_Validation', () => {
  it('opens a recommendation for each approved patch that the scan found missing', () => {
    const checked = validateCompliance(aComputer({ scan: aScan([1, 2]) }), against([aPatch(1), aPatch(2)]), NOW);
    expect(Object.values(checked.recommendations).map(({ id, state }) => [id, state])).toEqual([
      [updateId(1), 'Opened'],
      [updateId(2), 'Opened'],
    ]);
    expect(checked.compliance).toMatchObject({ state: 'not compliant', missing: 2 });
  });

  it('changes nothing when it is done a second time', () => {
    fc.assert(
      fc.property(anyComputer, anyCatalogue, (computer, catalogue) => {
        const once = validateCompliance(computer, against(catalogue.values()), NOW);
        expect(validateCompliance(once, against(catalogue.values()), NOW)).toEqual(once);
      }),
    );
  });

  it('judges nothing by a scan that asked another WSUS, and closes nothing that waits', () => {
    const approved = aRecommendation(1, { state: 'Approved' });
    const computer = aComputer({ scan: aScan([]), ...withRecommendations(approved) });
    const checked = validateCompliance(computer, against([aPatch(1)], { wsusNames: ['wsus-02'] }), NOW);
    expect(checked.compliance).toMatchObject({ state: 'unknown', reasons: [expect.stringContaining('wsus-01')] });
    expect(checked.recommendations).toEqual(computer.recommendations);
    const ours = validateCompliance(computer, against([aPatch(1)], { wsusNames: ['wsus-01'] }), NOW);
    expect(ours.compliance).toMatchObject({ state: 'compliant' });
  });

  it('never recommends what WSUS has not approved, and keeps none of it waiting for an install', () => {
    fc.assert(
      fc.property(anyComputer, anyCatalogue, (computer, catalogue) => {
        const checked = validateCompliance(computer, against(catalogue.values()), NOW);
        if (computer.scan === null || !computer.scan.complete || NOW - computer.scan.endedAt > DAY) return;
        for (const { updateId: id, state } of Object.values(checked.recommendations)) {
          if (id === null || !['Opened', 'Approved', 'Scheduled', 'Failed'].includes(state)) continue;
          expect(approvalOf(catalogue.get(id), [], WSUS.groups)).toBeNull();
        }
      }),
    );
  });

  it('calls nothing Implemented that the scan still lists as needed', () => {
    fc.assert(
      fc.property(anyComputer, anyCatalogue, (computer, catalogue) => {
        const checked = validateCompliance(computer, against(catalogue.values()), NOW);
        const needed = new Set<string>(computer.scan?.needed.map((need) => need.updateId));
        for (const { id, state } of Object.values(checked.recommendations)) {
          const before = computer.recommendations[id]?.state;
          if (state === 'Implemented' && before !== 'Implemented') expect(needed.has(id)).toBe(false);
        }
      }),
    );
  });

  it('leaves what a running job holds, and what a person ignored, as it is', () => {
    fc.assert(
      fc.property(anyComputer, anyCatalogue, (computer, catalogue) => {
        const checked = validateCompliance(computer, against(catalogue.values()), NOW);
        for (const [id, before] of Object.entries(computer.recommendations)) {
          if (before.state === 'In progress' || before.state === 'Ignored')
            expect(checked.recommendations[id]?.state).toBe(before.state);
        }
      }),
    );
  });

  it('believes nothing of an incomplete scan and asks for another', () => {
    const checked = validateCompliance(
      aComputer({ scan: aScan([], [1], { complete: false }), ...withRecommendations(aRecommendation(1)) }),
      against([aPatch(1)]),
      NOW,
    );
    expect(checked.compliance?.state).toBe('unknown');
    expect(checked.recommendations[updateId(1)]?.state).toBe('Opened');
    expect(checked.recommendations.rescan).toMatchObject({
      state: 'Opened',
      reason: 'the last scan ended with errors',
    });
  });

  it('asks for a scan where there was none, or an old one only', () => {
    const never = validateCompliance(aComputer(), against([]), NOW);
    expect(never.recommendations.rescan?.reason).toBe('never scanned');
    const old = aComputer({ scan: aScan([], [], { endedAt: NOW - DAY - 1 }) });
    expect(validateCompliance(old, against([]), NOW).recommendations.rescan?.reason).toBe('the last scan is too old');
  });

  it('closes the wish for a scan once there is one', () => {
    const asked = validateCompliance(aComputer(), against([]), NOW);
    const scanned = validateCompliance({ ...asked, scan: aScan([]) }, against([]), NOW);
    expect(scanned.recommendations.rescan?.state).toBe('Closed');
    expect(scanned.compliance?.state).toBe('compliant');
  });

  it('creates recommendations as Approved where the check approves automatically', () => {
    const reference = against([aPatch(1)], { checks: [{ ...CHECK, automaticApproval: true }] });
    const checked = validateCompliance(aComputer({ scan: aScan([1]) }), reference, NOW);
    expect(checked.recommendations[updateId(1)]).toMatchObject({ state: 'Approved', by: null });
  });

  it('asks only for the patches of the patch group where a check names one', () => {
    const reference = against([aPatch(1), aPatch(2)], { checks: [{ ...CHECK, patchGroup: ['502'] }] });
    const checked = validateCompliance(aComputer({ scan: aScan([1, 2]) }), reference, NOW);
    expect(Object.keys(checked.recommendations)).toEqual([updateId(2)]);
  });

  it('says why a recommendation was closed', () => {
    const computer = aComputer({
      scan: aScan([2]),
      ...withRecommendations(aRecommendation(1), aRecommendation(2), aRecommendation(3)),
    });
    const reference = against([aPatch(1, { superseded: true }), aPatch(2, { approvals: [] }), aPatch(3)]);
    const { recommendations } = validateCompliance(computer, reference, NOW);
    expect([1, 2, 3].map((n) => recommendations[updateId(n)]?.reason)).toEqual([
      'superseded by a newer patch',
      'its approval on WSUS was withdrawn',
      'no longer needed',
    ]);
  });

  it('asks for a superseded patch that is approved and missing: nothing newer is approved for that computer', () => {
    const reference = against([aPatch(1, { superseded: true })]);
    const checked = validateCompliance(aComputer({ scan: aScan([1]) }), reference, NOW);
    expect(checked.recommendations[updateId(1)]?.state).toBe('Opened');
    expect(checked.compliance).toMatchObject({ state: 'not compliant', missing: 1 });
  });

  it('waits for a later boot before it judges an install that needs a restart', () => {
    const waiting = aRecommendation(1, { state: 'Reboot required', installedInBoot: bootAt(NOW - DAY) });
    const sameBoot = aComputer({ scan: aScan([], [1], { boot: bootAt(NOW - DAY) }), ...withRecommendations(waiting) });
    const reference = against([aPatch(1)]);
    expect(validateCompliance(sameBoot, reference, NOW).recommendations[updateId(1)]?.state).toBe('Reboot required');
    const later = { ...sameBoot, scan: aScan([], [1], { boot: bootAt(NOW - 3_600_000) }) };
    expect(validateCompliance(later, reference, NOW).recommendations[updateId(1)]?.state).toBe('Implemented');
    const rolledBack = { ...sameBoot, scan: aScan([1], [], { boot: bootAt(NOW - 3_600_000) }) };
    expect(validateCompliance(rolledBack, reference, NOW).recommendations[updateId(1)]?.state).toBe('Failed');
  });
});

describe('an approval on WSUS', () => {
  const parent = { id: 'servers', name: 'Servers', parentId: ALL_COMPUTERS };
  const child = { id: 'sql', name: 'SQL', parentId: 'servers' };
  const groups = [...WSUS.groups, parent, child];
  const approval = (groupId: string, action: 'install' | 'not-approved', state: 'active' | 'pending' = 'active') => ({
    groupId,
    action,
    state,
    deadline: null,
  });

  it('is inherited from the nearest parent that has one', () => {
    const patch = aPatch(1, { approvals: [approval('servers', 'install')] });
    expect(approvalOf(patch, ['sql'], groups)).toBeNull();
    expect(approvalOf(patch, [], groups)).toBe('not-approved');
  });

  it('is taken away by a group of its own that says not approved', () => {
    const patch = aPatch(1, { approvals: [approval('servers', 'install'), approval('sql', 'not-approved')] });
    expect(approvalOf(patch, ['sql'], groups)).toBe('not-approved');
  });

  it('does not count while WSUS still downloads the files', () => {
    const patch = aPatch(1, { approvals: [approval('servers', 'install', 'pending')] });
    expect(approvalOf(patch, ['sql'], groups)).toBe('approval-pending');
  });

  it('that was pending when WSUS was read counts for a computer that is offered the patch since, and for no other', () => {
    const patch = aPatch(1, { approvals: [approval(ALL_COMPUTERS, 'install', 'pending')] });
    const states = (scan: ReturnType<typeof aScan>) => {
      const checked = validateCompliance(aComputer({ scan }), against([patch]), NOW);
      return Object.values(checked.recommendations).map(({ state }) => state);
    };
    const since = { startedAt: WSUS.at + 1 };
    expect(states({ ...aScan([1]), ...since })).toEqual(['Opened']);
    expect(states({ ...aScan([1]), startedAt: WSUS.at })).toEqual([]);
    expect(states({ ...aScan([]), ...since })).toEqual([]);
  });

  it('ends its search in a tree whose parents form a ring', () => {
    const ring = [
      { id: 'a', name: 'A', parentId: 'b' },
      { id: 'b', name: 'B', parentId: 'a' },
    ];
    expect(approvalOf(aPatch(1, { approvals: [] }), ['a'], ring)).toBe('not-approved');
  });
});
