import { beforeEach, describe, expect, it } from 'vitest';
import type { ComputerId } from '../../src/domain/ids.js';
import type { Task } from '../../src/domain/task.js';
import { updateId } from '../support/samples.js';
import { ADA, ANIL, APPROVALS, FINANCE, OLIVIA, VirtualOffice } from '../support/virtual-office.js';

const COMPUTERS = ['fin-ws-01', 'fin-ws-02'];
/** Of the first update. */
const KB = '5000001';

let office: VirtualOffice;

beforeEach(async () => {
  office = new VirtualOffice(COMPUTERS, 2);
  office.roles = { ...office.roles, operators: [OLIVIA, ANIL] };
  await office.crash();
});

const machine = (id: string) => office.windows.machines.get(id as ComputerId);

/** Both updates are installed everywhere. */
async function installed(): Promise<void> {
  await office.ended(await office.running());
}

async function uninstalling(): Promise<Task> {
  const { requestId } = await office.desk.offerUninstall(office.asker(ANIL), FINANCE, [KB]);
  return office.desk.run(office.asker(ANIL), requestId);
}

async function states(id: string): Promise<readonly string[]> {
  const computer = (await office.store.computers.get(id))?.value;
  return [updateId(1), updateId(2)].map((one) => computer?.recommendations[one]?.state ?? 'none');
}

describe('an uninstall', () => {
  it('takes the patch off the computers that have it, proven by a scan', async () => {
    await installed();
    const task = await office.ended(await uninstalling());
    expect(task).toMatchObject({ name: 'Uninstall patches', status: 'Succeeded', summary: '2 of 2 succeeded' });
    for (const id of COMPUTERS) expect([...(machine(id)?.installed ?? [])]).toEqual([updateId(2)]);
    const [target] = await office.engine.records(task);
    expect(target).toMatchObject({ message: '1 of 1 uninstalled', counts: { planned: 1, implemented: 1 } });
    expect(task.plan).toMatchObject({ options: { action: 'uninstall' }, rows: [{ byHand: [] }, {}] });
  });

  it('of what is still approved leaves it recommended again, to be denied or approved by a person', async () => {
    await installed();
    for (const id of COMPUTERS) machine(id)?.needed.add(updateId(1));
    await office.ended(await uninstalling());
    expect(await states('fin-ws-01')).toEqual(['Opened', 'Implemented']);
  });

  it('restarts the computer where Windows asks for it, and looks again after that', async () => {
    office.windows.wantsRestart.add(updateId(1));
    await installed();
    const before = machine('fin-ws-01')?.restarts;
    const task = await office.ended(await uninstalling());
    expect(machine('fin-ws-01')?.restarts).toBe((before ?? 0) + 1);
    expect((await office.engine.records(task))[0]?.message).toBe('1 of 1 uninstalled');
  });

  it('that fails says why, and what to do', async () => {
    await installed();
    office.windows.fails.add(updateId(1));
    const task = await office.ended(await uninstalling());
    expect(task.status).toBe('Failed');
    const [target] = await office.engine.records(task);
    expect(target?.failure).toMatchObject({ code: 'PB534', details: { failed: 1, planned: 1 } });
    expect(target?.message).toContain('0x80070643');
  });

  it('that is stopped before it began leaves everything as it was', async () => {
    await installed();
    const task = await uninstalling();
    await office.desk.stop(office.asker(OLIVIA), { task: task.id });
    await office.ended(task);
    expect(machine('fin-ws-01')?.installed.size).toBe(2);
    expect(await states('fin-ws-01')).toEqual(['Implemented', 'Implemented']);
  });

  it('is refused for what no computer has, and for what WSUS says cannot be uninstalled', async () => {
    await office.scanned();
    const refused = office.desk.offerUninstall(office.asker(ANIL), FINANCE, [KB]);
    await expect(refused).rejects.toMatchObject({ code: 'PB131' });
    await installed();
    const [patch] = (await office.store.catalogue.all()).filter((one) => one.kbs.includes(KB));
    if (patch !== undefined) await office.store.catalogue.replaceAll([{ ...patch, uninstallable: false }]);
    const { plan } = await office.desk.offerUninstall(office.asker(ANIL), FINANCE, [KB]);
    expect(plan.rows).toEqual([]);
    expect(plan.blocked.map(({ failure }) => failure.code)).toEqual(['PB533', 'PB533']);
  });

  it('takes somebody who may approve; where two have to, an administrator', async () => {
    await installed();
    const byOperator = office.desk.offerUninstall(office.asker(OLIVIA), FINANCE, [KB]);
    await expect(byOperator).rejects.toMatchObject({ code: 'PB104' });
    office.approvals = { ...APPROVALS, fourEyes: true };
    await office.crash();
    await expect(uninstalling()).rejects.toMatchObject({ code: 'PB104' });
    const { requestId } = await office.desk.offerUninstall(office.asker(ADA), FINANCE, [KB]);
    expect((await office.ended(await office.desk.run(office.asker(ADA), requestId))).status).toBe('Succeeded');
  });
});
