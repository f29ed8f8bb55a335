import { beforeEach, describe, expect, it } from 'vitest';
import type { ComputerId } from '../../src/domain/ids.js';
import type { Task } from '../../src/domain/task.js';
import { OLIVIA, VirtualOffice } from '../support/virtual-office.js';

let office: VirtualOffice;

beforeEach(() => {
  office = new VirtualOffice(['fin-ws-01'], 2);
});

async function synced(): Promise<Task> {
  return office.ended(await office.desk.sync(office.asker(OLIVIA)));
}

const wsus = async () => (await office.store.wsus.get('wsus'))?.value ?? null;

async function told(task: Task): Promise<string | undefined> {
  return (await office.engine.records(task))[0]?.message;
}

describe('a synchronization', () => {
  it('looks at how WSUS stands, too', async () => {
    const task = await synced();
    expect([task.status, await told(task)]).toEqual(['Succeeded', '3 new, 1 revised, 0 expired']);
    expect((await wsus())?.health).toMatchObject({ filesMissing: 0 });
  });

  it('that cannot find out how WSUS stands imports all the same, and says so', async () => {
    office.windows.healthFails = true;
    const task = await synced();
    expect(task.status).toBe('Succeeded');
    expect(await told(task)).toBe(
      '3 new, 1 revised, 0 expired; how WSUS stands could not be found out: read the log of this task',
    );
    const { entries } = await office.desk.log(`${task.id}.1`);
    expect(entries.map(({ text }) => text).join('\n')).toMatch(/how WSUS stands is not known: PB5\d\d job .* broke/);
    expect((await office.store.catalogue.all()).length).toBe(2);
    expect(await wsus()).toMatchObject({ health: null, lastSync: { newUpdates: 3 } });
  });

  it('forgets nothing of how WSUS stood when it was last known', async () => {
    await synced();
    const before = (await wsus())?.health;
    office.windows.healthFails = true;
    await synced();
    expect((await wsus())?.health).toEqual(before);
  });

  it('goes on where WSUS stopped answering for a while in between', async () => {
    let lost = 0;
    office.windows.mishap = (verb, computer: ComputerId) => {
      const order = office.windows.machines.get(computer)?.begun.at(-1);
      if (order?.spec.script !== 'Get-WsusHealth' || verb !== 'poll' || lost >= 5) return 'none';
      lost += 1;
      return 'lost-reply';
    };
    expect(await told(await synced())).toBe('3 new, 1 revised, 0 expired');
    expect(lost).toBe(5);
  });
});
