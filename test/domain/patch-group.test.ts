import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ComplianceCheck } from '../../src/domain/group.js';
import type { PatchGroupId, UpdateId } from '../../src/domain/ids.js';
import { holds, type PatchGroup } from '../../src/domain/patch-group.js';
import { validateCompliance } from '../../src/domain/validation.js';
import { aComputer, aPatch, aScan, CHECK, NOW, updateId, WSUS } from '../support/samples.js';

const ID = 'critical-ones' as PatchGroupId;

function aPatchGroup(over: Partial<PatchGroup> = {}): PatchGroup {
  return { id: ID, name: 'Critical ones', kbs: [], updates: [], rule: null, ...over };
}

const rule = { classifications: [], severities: [], products: [] };

describe('a patch group', () => {
  it('holds what it lists, by KB number or by update', () => {
    const patch = aPatch(1);
    expect(holds(aPatchGroup({ kbs: ['501'] }), patch, patch)).toBe(true);
    expect(holds(aPatchGroup({ updates: [updateId(1)] }), patch, undefined)).toBe(true);
    expect(holds(aPatchGroup({ kbs: ['502'] }), patch, patch)).toBe(false);
  });

  it('takes in by its rule what fits every list that is filled in, whatever its case', () => {
    const patch = aPatch(1, { severity: 'Critical', products: ['Windows 11', 'Windows Server 2022'] });
    const group = (over: object) => aPatchGroup({ rule: { ...rule, ...over } });
    expect(holds(group({ severities: ['Critical'] }), patch, patch)).toBe(true);
    expect(holds(group({ severities: ['Critical'], products: ['windows 11'] }), patch, patch)).toBe(true);
    expect(holds(group({ severities: ['Critical'], products: ['Office'] }), patch, patch)).toBe(false);
    expect(holds(group({ classifications: ['Security Updates'] }), patch, undefined)).toBe(false);
  });

  it('holds nothing by an empty rule', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99 }), (n) => {
        const patch = aPatch(n);
        expect(holds(aPatchGroup({ rule }), patch, patch)).toBe(false);
      }),
    );
  });
});

describe('checks', () => {
  const first: ComplianceCheck = { ...CHECK, id: 'a', patchGroup: ID };
  const second: ComplianceCheck = { ...CHECK, id: 'b', patchGroup: ['502'] };
  const patches = new Map([aPatch(1), aPatch(2), aPatch(3)].map((patch) => [patch.updateId, patch]));
  const reference = {
    ...{ patch: (id: UpdateId) => patches.get(id), wsus: WSUS, checks: [first, second], denied: () => null },
    ...{ patchGroups: new Map([[ID, aPatchGroup({ kbs: ['501'] })]]), maxScanAgeMs: 86_400_000 },
  };

  it('are judged one by one: each says how many of its own patches are missing', () => {
    const checked = validateCompliance(aComputer({ scan: aScan([1, 3]) }), reference, NOW);
    expect(Object.keys(checked.recommendations)).toEqual([updateId(1)]);
    expect(checked.compliance?.checks).toEqual([
      { id: 'a', missing: 1 },
      { id: 'b', missing: 0 },
    ]);
  });

  it('say nothing of a computer without a scan', () => {
    const checked = validateCompliance(aComputer(), reference, NOW);
    expect(checked.compliance).toMatchObject({ state: 'unknown', checks: [] });
  });
});
