import { describe, expect, it } from 'vitest';
import { lookAfter } from '../../src/workflows/agenda.js';
import { sweep } from '../../src/workflows/housekeeping.js';
import { ADA, FINANCE, OLIVIA, VirtualOffice } from '../support/virtual-office.js';

const DAY = 86_400_000;

async function counts(office: VirtualOffice): Promise<Record<string, number>> {
  const { tasks, targets, requests, operations, computers } = office.store;
  const all = { tasks, targets, requests, operations, computers };
  const entries = await Promise.all(Object.entries(all).map(async ([name, one]) => [name, (await one.ids()).length]));
  return Object.fromEntries(entries);
}

describe('housekeeping', () => {
  it('removes what is over and was kept long enough, and nothing that people still need', async () => {
    const office = new VirtualOffice(['fin-ws-01'], 1);
    await office.ended(await office.running());
    const before = await counts(office);
    expect(await sweep(office.store, office.clock, 30)).toBe(0);
    await office.clock.advance(31 * DAY);
    expect(await sweep(office.store, office.clock, 30)).toBeGreaterThan(0);
    expect(await counts(office)).toEqual({
      tasks: 0,
      targets: 0,
      requests: 0,
      operations: 0,
      computers: before.computers,
    });
    expect((await office.store.audit.latest(50)).length).toBe(4);
    expect((await office.desk.status(FINANCE)).rows[0]?.counts).toEqual({ Implemented: 1 });
  });

  it('keeps a task that has not ended, however old', async () => {
    const office = new VirtualOffice(['fin-ws-01'], 1);
    office.windows.mishap = () => 'lost-request';
    const task = await office.desk.sync(office.asker(OLIVIA));
    const machine = { now: () => office.clock.now() + 400 * DAY };
    await sweep(office.store, machine, 30);
    expect((await office.store.tasks.get(task.id))?.value.id).toBe(task.id);
  });

  it('removes what is kept of the schedules and digests of deleted groups, and of no others', async () => {
    const office = new VirtualOffice(['fin-ws-01'], 1);
    await office.clock.advance(0);
    const { groups, schedules, digests } = office.store;
    const digest = { channel: 'C0FINANCE', cron: '0 8 * * 1', timeZone: 'UTC' };
    const scans = { cron: '0 3 * * *', timeZone: 'UTC', by: OLIVIA, since: office.clock.now() };
    for (const id of [FINANCE, 'empty'])
      await groups.update(id, (group) =>
        group === null
          ? null
          : { ...group, scans, digest: id === FINANCE ? digest : { ...digest, channel: 'C0EMPTY' } },
      );
    await office.book.refresh();
    await lookAfter(office.office);
    const left = async () => [(await schedules.ids()).toSorted(), (await digests.ids()).toSorted()];
    expect(await left()).toEqual([
      ['empty', FINANCE],
      ['C0EMPTY', 'C0FINANCE'],
    ]);
    const deleted = { at: office.clock.now(), by: ADA };
    await groups.update('empty', (group) => (group === null ? null : { ...group, deleted }));
    await sweep(office.store, office.clock, 30);
    expect((await left())[0]).toEqual(['empty', FINANCE]);
    await office.clock.advance(31 * DAY);
    await sweep(office.store, office.clock, 30);
    expect(await left()).toEqual([[FINANCE], ['C0FINANCE']]);
  });
});
