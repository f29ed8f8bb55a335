import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Denial, denialId, deniedAt, withDenials, withoutDenials } from '../../src/domain/denial.js';
import type { PersonId, UpdateId } from '../../src/domain/ids.js';
import { planRun } from '../../src/domain/planning.js';
import { validateCompliance } from '../../src/domain/validation.js';
import {
  aComputer,
  aGroup,
  anyCatalogue,
  anyComputer,
  aPatch,
  aRecommendation,
  aScan,
  CHECK,
  NOW,
  updateId,
  WSUS,
  withRecommendations,
} from '../support/samples.js';

const DAY = 86_400_000;

function denial(n: number, over: Partial<Denial> = {}): Denial {
  const patch = { kind: 'kb', kb: `50${n}` } as const;
  return { patch, reason: 'breaks printing', until: null, by: 'U0ANIL' as PersonId, at: NOW - 1000, ...over };
}

const anyDenial = fc
  .record({ n: fc.integer({ min: 1, max: 12 }), byId: fc.boolean() })
  .map(({ n, byId }) => denial(n, byId ? { patch: { kind: 'update', updateId: updateId(n) } } : {}));

describe('a denied patch', () => {
  it('is never in a plan, whatever else approves it', () => {
    fc.assert(
      fc.property(anyComputer, anyCatalogue, fc.array(anyDenial, { minLength: 1 }), (computer, catalogue, denials) => {
        const denied = deniedAt({ denials }, NOW);
        const rules = { maxScanAgeMs: DAY, minFreeDiskBytes: 1, wsusNames: ['wsus-01'] };
        const reference = {
          patch: (id: UpdateId) => catalogue.get(id),
          wsus: WSUS,
          denied,
          rules,
          hash: (text: string) => text,
        };
        const plan = planRun(aGroup([computer.id]), [computer], reference, NOW);
        const numbers = new Set(denials.flatMap((one) => [denialId(one.patch)]));
        for (const { updateId: id, kbs } of plan.rows.flatMap((row) => row.updates)) {
          expect(numbers).not.toContain(id);
          for (const kb of kbs) expect(numbers).not.toContain(`KB${kb}`);
        }
      }),
    );
  });

  it('waits for no install after a check, not even by automatic approval', () => {
    fc.assert(
      fc.property(anyComputer, anyCatalogue, fc.array(anyDenial, { minLength: 1 }), (computer, catalogue, denials) => {
        const isFresh = computer.scan?.complete === true && NOW - computer.scan.endedAt <= DAY;
        fc.pre(isFresh);
        const denied = deniedAt({ denials }, NOW);
        const checks = [{ ...CHECK, automaticApproval: true }];
        const none = { patchGroups: new Map(), maxScanAgeMs: DAY };
        const reference = { patch: (id: UpdateId) => catalogue.get(id), wsus: WSUS, checks, denied, ...none };
        const needed = new Map(computer.scan?.needed.map((need) => [need.updateId as string, need.kbs]));
        for (const { id, updateId: update, state } of Object.values(
          validateCompliance(computer, reference, NOW).recommendations,
        )) {
          if (update === null || !['Opened', 'Approved', 'Scheduled', 'Failed'].includes(state)) continue;
          const kbs = [...(catalogue.get(update)?.kbs ?? []), ...(needed.get(id) ?? [])];
          expect(denied({ updateId: update, kbs })).toBeNull();
        }
      }),
    );
  });

  it('closes its recommendation with the reason, keeps nothing else from a plan, and comes back when it is lifted', () => {
    const approved = [1, 2].map((n) => aRecommendation(n, { state: 'Approved' }));
    const computer = aComputer({ scan: aScan([1, 2]), ...withRecommendations(...approved) });
    const patches = new Map([aPatch(1), aPatch(2)].map((patch) => [patch.updateId, patch]));
    const at = (denials: readonly Denial[]) => ({
      ...{ patch: (id: UpdateId) => patches.get(id), wsus: WSUS, checks: [CHECK], patchGroups: new Map() },
      ...{ denied: deniedAt({ denials }, NOW), maxScanAgeMs: DAY },
    });
    const checked = validateCompliance(computer, at([denial(1)]), NOW);
    expect(checked.recommendations[updateId(1)]).toMatchObject({ state: 'Closed', reason: 'denied: breaks printing' });
    expect(checked.recommendations[updateId(2)]?.state).toBe('Approved');
    expect(checked.compliance).toMatchObject({ missing: 1, reasons: ['1 denied'] });
    const rules = { maxScanAgeMs: DAY, minFreeDiskBytes: 1, wsusNames: ['wsus-01'] };
    const plan = planRun(
      aGroup([computer.id]),
      [computer],
      { ...at([denial(1)]), rules, hash: (text: string) => text },
      NOW,
    );
    expect(plan.rows.map((row) => row.updates.map((update) => update.updateId))).toEqual([[updateId(2)]]);
    expect(validateCompliance(checked, at([]), NOW).recommendations[updateId(1)]?.state).toBe('Opened');
  });

  it('is one until its end, and no longer', () => {
    const list = { denials: [denial(1, { until: NOW })] };
    const update = { updateId: updateId(1), kbs: ['501'] };
    expect(deniedAt(list, NOW - 1)(update)?.reason).toBe('breaks printing');
    expect(deniedAt(list, NOW)(update)).toBeNull();
  });

  it('is in the list once: denied again, the newer reason counts', () => {
    const list = withDenials({ denials: [denial(1)] }, [denial(1, { reason: 'still does' }), denial(2)]);
    expect(list.denials.map((one) => one.reason)).toEqual(['still does', 'breaks printing']);
    expect(withoutDenials(list, ['KB501', 'KB502'])).toEqual({ denials: [] });
    expect(withoutDenials(list, ['KB509'])).toBe(list);
  });
});
