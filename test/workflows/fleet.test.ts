import { createHash } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import type { Computer } from '../../src/domain/computer.js';
import { decisionOf, type Ruling } from '../../src/domain/decision.js';
import type { ComputerId, GroupId, OperationId, PersonId } from '../../src/domain/ids.js';
import { Fleet } from '../../src/workflows/fleet.js';
import { storeContract } from '../contract/store.js';
import { memoryStore } from '../support/memory-store.js';
import { aComputer, aRecommendation, NOW, updateId, withRecommendations } from '../support/samples.js';
import { ANIL, FINANCE, OLIVIA, VirtualOffice } from '../support/virtual-office.js';

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

storeContract('a store whose computers are the fleet', async () => {
  const kept = memoryStore();
  return { store: { ...kept, computers: new Fleet(kept.computers, hash) }, close: async () => undefined };
});

const FIN_01 = 'fin-ws-01' as ComputerId;
const FIN_02 = 'fin-ws-02' as ComputerId;

function taken(n: number, over: Partial<Ruling> = {}) {
  const id = `operation-${n}` as OperationId;
  return decisionOf(
    { id, at: NOW + n, by: 'U0ANIL' as PersonId },
    {
      ...{ event: 'approve', groupId: 'finance' as GroupId, reason: null, asOf: NOW + n, computers: [FIN_01, FIN_02] },
      ...{ recommendations: 'all', except: [], from: ['Opened'], counted: 4, ...over },
    },
  );
}

async function aFleet() {
  const kept = memoryStore().computers;
  const fleet = new Fleet(kept, hash);
  for (const id of [FIN_01, FIN_02])
    await fleet.create(id, aComputer(withRecommendations(aRecommendation(1), aRecommendation(2)), id));
  return { kept, fleet };
}

const stateOf = (computer: Computer | undefined, n: number) => computer?.recommendations[updateId(n)]?.state;

describe('the fleet', () => {
  it('shows a decision from the moment that it is taken, before any document is written', async () => {
    const { kept, fleet } = await aFleet();
    fleet.take(taken(1));
    expect(stateOf((await fleet.get(FIN_01))?.value, 1)).toBe('Approved');
    expect(fleet.standing(FIN_01)?.digest.counts).toEqual({ Approved: 2 });
    expect(stateOf((await kept.get(FIN_01))?.value, 1)).toBe('Opened');
  });

  it('shows it to readers of documents that were not in memory yet', async () => {
    const { kept } = await aFleet();
    const later = new Fleet(kept, hash);
    later.take(taken(1));
    expect(stateOf((await later.get(FIN_02))?.value, 2)).toBe('Approved');
  });

  it('gives it to writers, and what they write has it', async () => {
    const { kept, fleet } = await aFleet();
    fleet.take(taken(1));
    await fleet.update(FIN_01, (computer) => {
      expect(stateOf(computer ?? undefined, 1)).toBe('Approved');
      return computer === null ? null : { ...computer, machineId: 'written' };
    });
    expect(stateOf((await kept.get(FIN_01))?.value, 1)).toBe('Approved');
    expect(stateOf((await kept.get(FIN_02))?.value, 1)).toBe('Opened');
  });

  it('writes it once, and not at all where it has been written with something else', async () => {
    const { kept, fleet } = await aFleet();
    fleet.take(taken(1));
    await fleet.update(FIN_01, (computer) => (computer === null ? null : { ...computer, machineId: 'written' }));
    const revision = (await kept.get(FIN_01))?.revision;
    for (const id of [FIN_01, FIN_02, FIN_01, FIN_02]) await fleet.settle(id);
    expect((await kept.get(FIN_01))?.revision).toBe(revision);
    expect((await kept.get(FIN_02))?.revision).toBe(2);
    expect(fleet.close('operation-1' as OperationId)).toEqual({ applied: 4, missed: [] });
  });

  it('applies two in the order of their moments, whatever order they are heard of in', async () => {
    const { kept, fleet } = await aFleet();
    fleet.take(taken(2, { event: 'ignore', from: ['Approved'], reason: 'no' }));
    fleet.take(taken(1));
    for (const id of [FIN_01, FIN_02]) await fleet.settle(id);
    expect(stateOf((await kept.get(FIN_01))?.value, 1)).toBe('Ignored');
  });

  it('says what had changed by the time it was written', async () => {
    const { fleet } = await aFleet();
    const closed = aRecommendation(1, { state: 'Closed', since: NOW + 50 });
    await fleet.update(FIN_01, (computer) =>
      computer === null
        ? null
        : { ...computer, recommendations: { ...computer.recommendations, [updateId(1)]: closed } },
    );
    fleet.take(taken(1));
    for (const id of [FIN_01, FIN_02]) await fleet.settle(id);
    expect(fleet.close('operation-1' as OperationId)).toEqual({ applied: 3, missed: [closed] });
  });

  it('keeps a decision that could not be written, and writes it later', async () => {
    const { kept, fleet } = await aFleet();
    fleet.take(taken(1));
    vi.spyOn(kept, 'update').mockRejectedValueOnce(new Error('disk full'));
    await expect(fleet.settle(FIN_01)).rejects.toThrow('disk full');
    expect(stateOf((await fleet.get(FIN_01))?.value, 1)).toBe('Approved');
    await fleet.settle(FIN_01);
    expect(stateOf((await kept.get(FIN_01))?.value, 1)).toBe('Approved');
  });

  it('works out the same digest for the same state, and another one for another state', async () => {
    const { fleet } = await aFleet();
    const before = fleet.standing(FIN_01)?.digest.fingerprint;
    await fleet.update(FIN_01, (computer) => (computer === null ? null : { ...computer, machineId: 'other' }));
    expect(fleet.standing(FIN_01)?.digest.fingerprint).toBe(before);
    fleet.take(taken(1));
    expect(fleet.standing(FIN_01)?.digest.fingerprint).not.toBe(before);
  });
});

describe('a decision that is not written into every document yet', () => {
  const ALL = { updates: 'all', exceptComputers: [] } as const;

  /** Documents of computers can be read, and only the engine's own changes are written: nothing is rolled forward. */
  async function held(): Promise<VirtualOffice> {
    const office = new VirtualOffice(['fin-ws-01', 'fin-ws-02', 'fin-ws-03'], 2);
    await office.scanned();
    vi.spyOn(office.fleet, 'settle').mockImplementation(() => new Promise(() => undefined));
    return office;
  }

  it('counts for a run that begins right after it', async () => {
    const office = await held();
    const card = await office.desk.offerRecommendations(office.asker(OLIVIA), FINANCE);
    await office.desk.approve(office.asker(ANIL), card.requestId, ALL);
    const plan = await office.desk.offerRun(office.asker(OLIVIA), FINANCE);
    expect(plan.plan.rows.map((row) => row.updates.length)).toEqual([2, 2, 2]);
    const task = await office.ended(await office.desk.run(office.asker(OLIVIA), plan.requestId));
    expect(task).toMatchObject({ status: 'Succeeded' });
    expect((await office.desk.status(FINANCE)).rows.map((row) => row.counts.Implemented)).toEqual([2, 2, 2]);
  });

  it('that takes an approval back keeps it from being installed by a run that was planned before', async () => {
    const office = await held();
    const card = await office.desk.offerRecommendations(office.asker(OLIVIA), FINANCE);
    await office.desk.approve(office.asker(ANIL), card.requestId, ALL);
    const plan = await office.desk.offerRun(office.asker(OLIVIA), FINANCE);
    const task = await office.desk.run(office.asker(OLIVIA), plan.requestId);
    const all = { states: ['Approved' as const], severities: [], words: [], computer: null, patch: updateId(1) };
    const { draft } = await office.desk.openReview(office.asker(ANIL), card.requestId);
    const shown = await office.desk.changeReview(ANIL, draft.id, null, { do: 'filter', filter: all });
    await office.desk.changeReview(ANIL, draft.id, shown.draft.layout, { do: 'tick-all', take: true });
    const { operation } = await office.desk.propose(ANIL, draft.id, 'ignore');
    await office.desk.decideReview(office.asker(ANIL), operation, 'withdrawn');
    await office.ended(task);
    for (const machine of ['fin-ws-01', 'fin-ws-02', 'fin-ws-03'])
      expect(office.windows.machines.get(machine as ComputerId)?.installed.has(updateId(1))).toBe(false);
  });

  it('is written after a crash, once', async () => {
    const office = await held();
    const card = await office.desk.offerRecommendations(office.asker(OLIVIA), FINANCE);
    await office.desk.approve(office.asker(ANIL), card.requestId, ALL);
    expect((await office.store.operations.get(card.requestId))?.value.done).toBeNull();
    vi.spyOn(office.rolling, 'halt').mockResolvedValue(undefined);
    await office.crash();
    await office.clock.advance(
      1000,
      async () => (await office.store.operations.get(card.requestId))?.value.done != null,
    );
    const operation = (await office.store.operations.get(card.requestId))?.value;
    expect(operation?.done).not.toBeNull();
    expect(operation?.skipped).toEqual([]);
    expect((await office.store.audit.latest(50)).filter(({ what }) => what === 'approve')).toHaveLength(1);
    expect((await office.desk.status(FINANCE)).rows.map((row) => row.counts)).toEqual(
      Array.from({ length: 3 }, () => ({ Approved: 2 })),
    );
  });
});
