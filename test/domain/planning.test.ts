import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Computer } from '../../src/domain/computer.js';
import type { StackId, UpdateId } from '../../src/domain/ids.js';
import type { Patch } from '../../src/domain/patch.js';
import type { Plan } from '../../src/domain/plan.js';
import { planHash } from '../../src/domain/plan-hash.js';
import { outOfOrder } from '../../src/domain/plan-order.js';
import { type PlanReference, planRun, stackOf } from '../../src/domain/planning.js';
import { optionsOf, type RunOptions } from '../../src/domain/rollout.js';
import {
  aComputer,
  aFacts,
  aGroup,
  anyCatalogue,
  anyComputer,
  aPatch,
  aRecommendation,
  aScan,
  NOW,
  needs,
  updateId,
  WSUS,
  withRecommendations,
} from '../support/samples.js';

function against(patches: Iterable<Patch>): PlanReference {
  const byId = new Map([...patches].map((patch) => [patch.updateId, patch]));
  return {
    patch: (id) => byId.get(id),
    wsus: WSUS,
    denied: () => null,
    rules: { maxScanAgeMs: 86_400_000, minFreeDiskBytes: 5_000_000_000, wsusNames: ['wsus-01'] },
    hash: (text) => text,
  };
}

const approved = (n: number) => aRecommendation(n, { state: 'Approved' });
const ready = (...numbers: readonly number[]): Computer =>
  aComputer({ scan: aScan(numbers), ...withRecommendations(...numbers.map(approved)) });

function blockOf(computer: Computer, patches: readonly Patch[] = [aPatch(1)]): string | undefined {
  return planRun(aGroup([computer.id]), [computer], against(patches), NOW).blocked[0]?.failure.code;
}

const RANKS = {
  first: { impact: 'exclusive', rebootBehavior: 'never' },
  between: {},
  last: { impact: 'exclusive' },
} as const;

const kinds = fc.array(fc.constantFrom('first' as const, 'between' as const, 'last' as const), { maxLength: 9 });

describe('the order of a software stack', () => {
  const inOrderOf = (computer: Computer, patches: readonly Patch[], order: readonly UpdateId[]): Plan => {
    const group = aGroup([computer.id]);
    const stack = { id: 'march' as StackId, name: 'March' };
    const options: RunOptions = { ...optionsOf(group.rollout), order, stack };
    return planRun(group, [computer], against(patches), NOW, options);
  };

  it('decides between updates that may come anywhere; each comes once, a servicing stack first, what restarts alone last', () => {
    fc.assert(
      fc.property(kinds, fc.infiniteStream(fc.nat()), (ranks, dice) => {
        const numbers = ranks.map((_, n) => n + 1);
        const needed = ranks.map((rank, n) => needs(n + 1, RANKS[rank]));
        const computer = aComputer({
          scan: aScan([], [], { needed }),
          ...withRecommendations(...numbers.map(approved)),
        });
        const shuffled = numbers.map((n) => [dice.next().value, n] as const).toSorted(([a], [b]) => a - b);
        const order = shuffled.map(([, n]) => updateId(n));
        const plan = inOrderOf(
          computer,
          numbers.map((n) => aPatch(n)),
          order,
        );
        const planned = plan.rows.flatMap((row) => row.updates.map((update) => update.updateId));
        const of = (rank: keyof typeof RANKS) =>
          order.filter((id) => ranks[numbers.findIndex((n) => updateId(n) === id)] === rank);
        expect(planned).toEqual([...of('first'), ...of('between'), ...of('last')]);
        const moved = outOfOrder(plan);
        expect(moved.first.length + moved.last.length === 0).toBe(planned.join() === order.join());
      }),
    );
  });

  it('is part of what was shown: another order is another plan, and so is another stack', () => {
    const patches = [aPatch(1), aPatch(2)];
    const [one, two] = [updateId(1), updateId(2)];
    const plan = inOrderOf(ready(1, 2), patches, [one, two]);
    expect(inOrderOf(ready(1, 2), patches, [one, two]).hash).toBe(plan.hash);
    expect(inOrderOf(ready(1, 2), patches, [two, one]).hash).not.toBe(plan.hash);
    expect(inOrderOf(ready(1), patches, [one, two]).hash).not.toBe(inOrderOf(ready(1), patches, [two, one]).hash);
    expect(stackOf(plan, 'finance task 7').name).toBe('March');
  });
});

describe('the plan of a run', () => {
  it('gives each computer its own approved patches, a servicing stack first and what restarts alone last', () => {
    const stack = needs(4, { impact: 'exclusive', rebootBehavior: 'never' });
    const scan = aScan([], [], { needed: [needs(1, { impact: 'exclusive' }), needs(2), stack] });
    const first = aComputer({ scan, ...withRecommendations(approved(1), approved(2), approved(4)) });
    const second = { ...ready(3), id: aComputer({}, 'fin-ws-02').id };
    const plan = planRun(
      aGroup(['fin-ws-01', 'fin-ws-02']),
      [first, second],
      against([1, 2, 3, 4].map((n) => aPatch(n))),
      NOW,
    );
    expect(plan.rows.map((row) => row.updates.map((update) => update.updateId))).toEqual([
      [updateId(4), updateId(2), updateId(1)],
      [updateId(3)],
    ]);
    expect(stackOf(plan, 'finance').updates).toHaveLength(4);
  });

  it('has the same hash for the same state in another order, and another hash for another state', () => {
    const one = ready(1);
    const two = { ...ready(2), id: aComputer({}, 'fin-ws-02').id };
    const group = aGroup(['fin-ws-01', 'fin-ws-02']);
    const patches = against([aPatch(1), aPatch(2)]);
    const plan = planRun(group, [one, two], patches, NOW);
    expect(planRun(group, [two, one], patches, NOW).hash).toBe(plan.hash);
    expect(planRun(group, [one, ready(1, 2)], patches, NOW).hash).not.toBe(plan.hash);
    const revised = { ...one, scan: aScan([], [], { needed: [needs(1, { revision: 201 })] }) };
    expect(planRun(group, [revised, two], patches, NOW).hash).not.toBe(plan.hash);
  });

  it('never plans what is not approved by a person, by WSUS, and missing by a complete and recent scan', () => {
    fc.assert(
      fc.property(anyComputer, anyCatalogue, (computer, catalogue) => {
        const plan = planRun(aGroup([computer.id]), [computer], against(catalogue.values()), NOW);
        for (const update of plan.rows.flatMap((row) => row.updates)) {
          expect(computer.recommendations[update.updateId]?.state).toBe('Approved');
          expect(catalogue.get(update.updateId)?.approvals).toMatchObject([{ action: 'install', state: 'active' }]);
          expect(computer.scan).toMatchObject({ complete: true });
        }
        expect(plan.rows.length + plan.blocked.length).toBe(1);
        expect(hashOf(plan)).toBe(plan.hash);
      }),
    );
  });

  it.each([
    ['PB511', 'has only an old scan', { ...ready(1), scan: aScan([1], [], { endedAt: NOW - 90_000_000 }) }],
    ['PB511', 'has only an incomplete scan', { ...ready(1), scan: aScan([1], [], { complete: false }) }],
    ['PB524', 'has nothing approved yet', aComputer({ scan: aScan([1]), ...withRecommendations(aRecommendation(1)) })],
    ['PB516', 'no longer needs what was approved', { ...ready(1), scan: aScan([]) }],
    ['PB514', 'waits for a restart', { ...ready(1), facts: aFacts({ restartRequired: true }) }],
    ['PB519', 'has no room', { ...ready(1), facts: aFacts({ systemDriveFreeBytes: 1_000_000 }) }],
  ])('blocks with %s a computer that %s', (code, _, computer) => {
    expect(blockOf(computer)).toBe(code);
  });

  it('blocks while WSUS still downloads an approved patch, or has withdrawn it', () => {
    expect(blockOf(ready(1), [aPatch(1, { approvals: [] })])).toBe('PB517');
    expect(blockOf(ready(1), [])).toBe('PB517');
  });

  it('says of what is to be uninstalled, declined or expired what is true, and nothing of waiting', () => {
    const [approval] = aPatch(1).approvals;
    const removal = aPatch(1, { approvals: approval === undefined ? [] : [{ ...approval, action: 'uninstall' }] });
    expect(blockOf(ready(1), [removal])).toBe('PB538');
    expect(blockOf(ready(1), [aPatch(1, { declined: true })])).toBe('PB539');
    expect(blockOf(ready(1), [aPatch(1, { expired: true })])).toBe('PB539');
  });

  it.each([
    ['PB512', { auOptions: 4 }],
    ['PB512', { auOptions: null }],
    ['PB512', { deadline: true }],
    ['PB513', { wuServer: 'https://other:8531' }],
    ['PB513', { wuServer: 'https://wsus-01.example:8531@other/' }],
    ['PB513', { wuServer: 'file://wsus-01/' }],
    ['PB513', { useWuServer: false }],
    ['PB518', { configMgr: true }],
    ['PB518', { updateForBusiness: true }],
  ])('blocks with %s a computer that somebody else would patch: %o', (code, policy) => {
    const facts = aFacts();
    const foreign = { ...ready(1), facts: { ...facts, policy: { ...facts.policy, ...policy } } };
    expect(blockOf(foreign)).toBe(code);
  });

  it('blocks a computer that installs something by itself, as WSUS set a deadline for it', () => {
    const scan = aScan([], [], { needed: [needs(1), needs(2, { deadline: NOW + 3_600_000 })] });
    const due = aComputer({ scan, ...withRecommendations(approved(1)) });
    expect(blockOf(due)).toBe('PB512');
  });

  it('names what asks a person, and installs the rest', () => {
    const scan = aScan([], [], { needed: [needs(1), needs(2, { needsUser: true })] });
    const computer = aComputer({ scan, ...withRecommendations(approved(1), approved(2)) });
    const [row] = planRun(aGroup([computer.id]), [computer], against([aPatch(1), aPatch(2)]), NOW).rows;
    expect(row?.updates.map((one) => one.updateId)).toEqual([updateId(1)]);
    expect(row?.byHand).toEqual([{ updateId: updateId(2), title: 'Update 2', kbs: ['502'] }]);
    const alone = aComputer({ scan, ...withRecommendations(approved(2)) });
    expect(blockOf(alone, [aPatch(2)])).toBe('PB526');
  });

  it('leaves drivers and feature updates out, unless the group takes them', () => {
    const upgrade = needs(2, { categoryIds: ['3689bdc8-b205-4af4-8d4a-a63924c5e9d5'] });
    const scan = aScan([], [], { needed: [needs(1, { kind: 'driver' }), upgrade, needs(3)] });
    const computer = aComputer({ scan, ...withRecommendations(approved(1), approved(2), approved(3)) });
    const patches = against([aPatch(1), aPatch(2), aPatch(3)]);
    const ids = (over: { allowDrivers?: boolean; allowUpgrades?: boolean }) =>
      planRun(aGroup([computer.id], over), [computer], patches, NOW).rows[0]?.updates.map((one) => one.updateId);
    expect(ids({})).toEqual([updateId(3)]);
    expect(ids({ allowDrivers: true })).toEqual([updateId(1), updateId(3)]);
    expect(ids({ allowUpgrades: true })).toEqual([updateId(2), updateId(3)]);
  });

  it('refuses a computer that asks for a PIN at each start only where it may come to a restart', () => {
    const pin = { ...ready(1), facts: aFacts({ startsAlone: false }) };
    const block = (restart: 'never' | 'if-required') =>
      planRun(aGroup([pin.id], { restart }), [pin], against([aPatch(1)]), NOW).blocked[0]?.failure.code;
    expect([block('if-required'), block('never')]).toEqual(['PB527', undefined]);
  });

  it('says who may restart, by policy and by what the updates ask for', () => {
    const behaviour = (rebootBehavior: 'never' | 'always' | 'can-request') =>
      aComputer({
        scan: aScan([], [], { needed: [needs(1, { rebootBehavior })] }),
        ...withRecommendations(approved(1)),
      });
    const restart = (policy: 'never' | 'if-required' | 'always', computer: Computer) =>
      planRun(aGroup([computer.id], { restart: policy }), [computer], against([aPatch(1)]), NOW).rows[0]?.restart;
    expect(restart('if-required', behaviour('never'))).toBe('no');
    expect(restart('if-required', behaviour('can-request'))).toBe('maybe');
    expect(restart('if-required', behaviour('always'))).toBe('yes');
    expect(restart('never', behaviour('always'))).toBe('no');
    expect(restart('always', behaviour('never'))).toBe('yes');
  });
});

function hashOf(plan: Plan): string {
  const steps = planHash(plan, (text) => text);
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}
