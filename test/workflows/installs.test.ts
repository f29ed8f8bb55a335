import { beforeEach, describe, expect, it } from 'vitest';
import type { ComputerId } from '../../src/domain/ids.js';
import { updateId } from '../support/samples.js';
import { ANIL, FINANCE, OLIVIA, VirtualOffice } from '../support/virtual-office.js';

const COMPUTERS = ['fin-ws-01', 'fin-ws-02'];
/** Of the first update. */
const KB = '5000001';

let office: VirtualOffice;

beforeEach(async () => {
  office = new VirtualOffice(COMPUTERS, 3);
  await office.scanned();
});

const asked = (patches: readonly string[]) => office.desk.offerInstall(office.asker(OLIVIA), FINANCE, patches);

async function approveAll(): Promise<void> {
  const card = await office.desk.offerRecommendations(office.asker(OLIVIA), FINANCE);
  await office.desk.approve(office.asker(ANIL), card.requestId, { updates: 'all', exceptComputers: [] });
}

async function states(id: string): Promise<readonly string[]> {
  const computer = (await office.store.computers.get(id))?.value;
  return [1, 2, 3].map((n) => computer?.recommendations[updateId(n)]?.state ?? 'none');
}

describe('a single patch on a group', () => {
  it.each([KB, updateId(1)])('is installed alone, where it is approved, and nothing else (%s)', async (name) => {
    await approveAll();
    const plan = await asked([name]);
    const task = await office.ended(await office.desk.run(office.asker(OLIVIA), plan.requestId));
    expect(task.status).toBe('Succeeded');
    for (const id of COMPUTERS) {
      expect(await states(id)).toEqual(['Implemented', 'Approved', 'Approved']);
      expect([...(office.windows.machines.get(id as ComputerId)?.installs ?? [])]).toEqual([[updateId(1), 1]]);
    }
  });

  it('that is not approved is not planned: what to approve is said', async () => {
    await expect(asked([KB])).rejects.toMatchObject({
      code: 'PB134',
      details: { states: '2 Opened', next: `Approve it first: /patch recommendations finance KB${KB}`, toApprove: 1 },
    });
    await expect(asked([KB, '5000002'])).rejects.toMatchObject({
      details: { next: `Approve it first: /patch recommendations finance KB${KB} KB5000002` },
    });
  });

  it('that is being installed is not said to wait for an approval', async () => {
    await approveAll();
    await office.desk.run(office.asker(OLIVIA), (await asked([KB])).requestId);
    await office.clock.advance(1000);
    await expect(asked([KB])).rejects.toMatchObject({
      code: 'PB134',
      details: { states: '2 In progress', next: 'How it stands: /patch status finance', toApprove: 0 },
    });
  });

  it('beside one that is not approved leaves that out, and names it', async () => {
    const card = await office.desk.offerRecommendations(office.asker(OLIVIA), FINANCE);
    await office.desk.approve(office.asker(ANIL), card.requestId, { updates: [updateId(1)], exceptComputers: [] });
    const { plan } = await asked([KB, '5000002']);
    expect(plan.options.leftOut?.states).toEqual({ Opened: 2 });
    expect(plan.rows.map(({ updates }) => updates.map((one) => one.updateId))).toEqual([[updateId(1)], [updateId(1)]]);
  });

  it('beside a number that nobody needs is not planned either: it may be a slip of the pen', async () => {
    await approveAll();
    await expect(asked([KB, '5999999'])).rejects.toMatchObject({ code: 'PB133', details: { patches: 'KB5999999' } });
  });

  it('that nobody needs is told, with what to do', async () => {
    await expect(asked(['5999999'])).rejects.toMatchObject({ code: 'PB133', details: { patches: 'KB5999999' } });
  });

  it('is for those who may run', async () => {
    const only = office.desk.offerInstall(office.asker(ANIL), FINANCE, [KB]);
    await expect(only).rejects.toMatchObject({ code: 'PB104' });
  });

  it('is shown alone among the recommendations, and with others where several are named', async () => {
    const shown = async (...words: string[]) => {
      const view = await office.desk.offerRecommendations(office.asker(OLIVIA), FINANCE, {
        view: 'recommendation',
        words,
      });
      return view.rows.map(({ id }) => id);
    };
    expect(await shown('KB5000001')).toEqual([updateId(1)]);
    expect(await shown('KB5000001', 'kb5000002')).toEqual([updateId(1), updateId(2)]);
    expect(await shown(updateId(3), 'KB5000002')).toEqual([updateId(2), updateId(3)]);
    expect(await shown('KB5000001', 'nothing-is-called-so')).toEqual([]);
  });
});
