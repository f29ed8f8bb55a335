import { describe, expect, it, vi } from 'vitest';
import type { Task } from '../../src/domain/task.js';
import { updateId } from '../support/samples.js';
import { ANIL, FINANCE, OLIVIA, VirtualOffice } from '../support/virtual-office.js';

/** Both more than any cap lets in at once. */
const FEW = 60;
const MANY = 240;

function officeOf(computers: number): VirtualOffice {
  const ids = Array.from({ length: computers }, (_, index) => `fin-ws-${String(index + 1).padStart(3, '0')}`);
  return new VirtualOffice(ids, 2);
}

/** How often documents of computers and targets are read and changed for each target of a task. */
async function storeCallsPerTarget(
  computers: number,
  begin: (office: VirtualOffice) => Promise<Task>,
  spoil: (office: VirtualOffice) => void = () => undefined,
): Promise<number> {
  const office = officeOf(computers);
  await office.scanned();
  spoil(office);
  const { computers: kept, targets } = office.store;
  const spies = [kept, targets].flatMap((one) => [vi.spyOn(one, 'get'), vi.spyOn(one, 'update')]);
  await office.ended(await begin(office));
  return spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0) / computers;
}

async function scan(office: VirtualOffice): Promise<Task> {
  return office.desk.scan(office.asker(OLIVIA), FINANCE);
}

async function run(office: VirtualOffice): Promise<Task> {
  const card = await office.desk.offerRecommendations(office.asker(OLIVIA), FINANCE);
  await office.desk.approve(office.asker(ANIL), card.requestId, { updates: 'all', exceptComputers: [] });
  const plan = await office.desk.offerRun(office.asker(OLIVIA), FINANCE);
  return office.desk.run(office.asker(OLIVIA), plan.requestId);
}

describe('what a target costs', () => {
  it('is the same in a scan of few computers and of many, most of which wait for their turn', async () => {
    expect(await storeCallsPerTarget(MANY, scan)).toBeLessThan(1.2 * (await storeCallsPerTarget(FEW, scan)));
  });

  it('is the same in a run of few computers and of many', async () => {
    expect(await storeCallsPerTarget(MANY, run)).toBeLessThan(1.2 * (await storeCallsPerTarget(FEW, run)));
  });

  it('is the same where many fail', async () => {
    const failing = (office: VirtualOffice) => void office.windows.fails.add(updateId(1));
    expect(await storeCallsPerTarget(MANY, run, failing)).toBeLessThan(
      1.2 * (await storeCallsPerTarget(FEW, run, failing)),
    );
  });
});

describe('a task of many computers', () => {
  it('begins each as soon as it is stored, so that they do not all begin at once', async () => {
    const office = officeOf(FEW);
    await office.scanned();
    const { targets } = office.store;
    const update = targets.update.bind(targets);
    const begun: number[] = [];
    vi.spyOn(targets, 'update').mockImplementation(async (id, change) => {
      const isNew = (await targets.get(id)) === null;
      const stored = await update(id, change);
      if (!isNew) return stored;
      // A write takes a moment: who was called before it has a turn meanwhile.
      await office.clock.advance(0);
      begun.push(await beginnings(office));
      return stored;
    });
    await office.ended(await scan(office));
    expect(begun).toHaveLength(FEW);
    expect(begun.at(-1)).toBe(FEW - 1);
  });
});

/** How many computers are held by a task. */
async function beginnings(office: VirtualOffice): Promise<number> {
  const { computers } = office.store;
  const held = await Promise.all((await computers.ids()).map((id) => computers.get(id)));
  return held.filter((computer) => computer?.value.run != null).length;
}
