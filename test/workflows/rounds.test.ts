import { beforeEach, describe, expect, it } from 'vitest';
import type { ComputerId } from '../../src/domain/ids.js';
import type { Task } from '../../src/domain/task.js';
import type { PretendComputer } from '../support/pretend-computer.js';
import { updateId } from '../support/samples.js';
import { ANIL, FINANCE, OLIVIA, VirtualOffice } from '../support/virtual-office.js';

const ONE = 'fin-ws-01';

let office: VirtualOffice;
let machine: PretendComputer;

beforeEach(() => {
  office = officeWith(2);
});

function officeWith(updates: number): VirtualOffice {
  const made = new VirtualOffice([ONE], updates);
  const found = made.windows.machines.get(ONE as ComputerId);
  if (found === undefined) throw new Error('no computer');
  machine = found;
  return made;
}

async function standing(): Promise<Record<string, readonly [string, string | null]>> {
  const computer = (await office.store.computers.get(ONE))?.value;
  const all = Object.values(computer?.recommendations ?? {});
  return Object.fromEntries(all.map(({ id, state, reason }) => [id, [state, reason] as const]));
}

const target = async (task: Task) => (await office.engine.records(task))[0];

const installJobs = () => machine.begun.filter(({ spec }) => spec.script === 'MS_WUA_Install_Updates').length;

describe('what a pending restart keeps from being installed', () => {
  it('has its turn after the restart, within the same run', async () => {
    office.windows.wantsRestart.add(updateId(1));
    office.windows.afterRestart.add(updateId(2));
    const task = await office.ended(await office.running());
    expect(task.summary).toBe('1 of 1 succeeded');
    expect(await target(task)).toMatchObject({ message: '2 of 2 implemented', counts: { implemented: 2 } });
    expect([installJobs(), machine.doubles, machine.restarts]).toEqual([2, 0, 1]);
  });

  it('is left for the next run where the group never restarts', async () => {
    office.windows.wantsRestart.add(updateId(1));
    office.windows.afterRestart.add(updateId(2));
    await office.store.groups.update(FINANCE, (group) => (group === null ? null : { ...group, restart: 'never' }));
    await office.book.refresh();
    const task = await office.ended(await office.running());
    expect(await target(task)).toMatchObject({ failure: { code: 'PB510' } });
    expect(await standing()).toMatchObject({
      [updateId(1)]: ['Reboot required', null],
      [updateId(2)]: ['Approved', 'not started: Windows wants a restart first'],
    });
  });

  it('goes on for three rounds at most', async () => {
    office = officeWith(5);
    for (const n of [1, 2, 3, 4, 5]) {
      office.windows.wantsRestart.add(updateId(n));
      office.windows.afterRestart.add(updateId(n));
    }
    const task = await office.ended(await office.running());
    expect([installJobs(), machine.restarts]).toEqual([3, 3]);
    expect(await target(task)).toMatchObject({ failure: { code: 'PB510' }, counts: { implemented: 3 } });
  });

  it('goes on where it was when the bot starts again between the rounds', async () => {
    office.windows.wantsRestart.add(updateId(1));
    office.windows.afterRestart.add(updateId(2));
    const task = await office.running();
    await office.clock.advance(86_400_000, async () => {
      const work = (await office.store.computers.get(ONE))?.value.run?.work;
      return work?.kind === 'run' && work.round === 2;
    });
    await office.crash();
    await office.ended(task);
    expect([installJobs(), machine.doubles]).toEqual([2, 0]);
    expect(await target(task)).toMatchObject({ counts: { implemented: 2 } });
  });
});

describe('a task of which nothing further is to start', () => {
  it('has no further round on a computer that is at its last check; that one is stopped then, not failed', async () => {
    office.windows.wantsRestart.add(updateId(1));
    office.windows.afterRestart.add(updateId(2));
    const task = await office.running();
    await office.clock.advance(
      86_400_000,
      async () => (await office.store.computers.get(ONE))?.value.run?.leg === 'verify-scan',
    );
    const stop = { by: 'system', at: office.clock.now(), reason: '3 computers failed' } as const;
    await office.store.tasks.update(task.id, (value) => (value === null ? null : { ...value, stop }));
    await office.ended(task);
    expect(await target(task)).toMatchObject({
      ...{ status: 'Stopped', failure: null },
      message: '1 of 2 implemented, 1 not started: 3 computers failed',
    });
    expect(await standing()).toMatchObject({ [updateId(2)]: ['Approved', expect.anything()] });
  });
});

describe('what goes round in circles', () => {
  it('is not installed again in the same run: it fails with the reason', async () => {
    office.windows.wantsRestart.add(updateId(1));
    office.windows.rollsBack.add(updateId(1));
    office.windows.afterRestart.add(updateId(2));
    const task = await office.ended(await office.running());
    expect(machine.installs.get(updateId(1))).toBe(1);
    expect(await standing()).toMatchObject({
      [updateId(1)]: ['Failed', 'still needed after the restart'],
      [updateId(2)]: ['Implemented', null],
    });
    expect(await target(task)).toMatchObject({ status: 'Failed', failure: { code: 'PB507' } });
  });

  it('is no failure where it is definitions, which are renewed all day; Implemented they are not', async () => {
    office.windows.renews.add(updateId(1));
    const task = await office.ended(await office.running());
    expect(machine.installs.get(updateId(1))).toBe(1);
    expect(await target(task)).toMatchObject({
      status: 'Succeeded',
      message: '1 of 2 implemented, 1 offered in a newer version already',
    });
    expect((await standing())[updateId(1)]).toEqual(['Approved', expect.stringContaining('definitions')]);
  });
});

describe('what is installed', () => {
  it('is the revision that was planned: a newer one is refused, with what to do', async () => {
    await office.scanned();
    const card = await office.desk.offerRecommendations(office.asker(OLIVIA), FINANCE);
    await office.desk.approve(office.asker(ANIL), card.requestId, { updates: 'all', exceptComputers: [] });
    const plan = await office.desk.offerRun(office.asker(OLIVIA), FINANCE);
    machine.revision = 201;
    const task = await office.ended(await office.desk.run(office.asker(OLIVIA), plan.requestId));
    expect(machine.installs.size).toBe(0);
    expect(await target(task)).toMatchObject({ failure: { code: 'PB535' } });
    const revised = ['Approved', 'it was revised since it was planned: scan, then approve again'];
    expect(await standing()).toEqual({ [updateId(1)]: revised, [updateId(2)]: revised });
  });

  it('is what the computer was offered, whatever the catalogue has by now', async () => {
    machine.revision = 205;
    const task = await office.ended(await office.running());
    expect(task.plan?.rows[0]?.updates.map(({ revision }) => revision)).toEqual([205, 205]);
    expect(task.summary).toBe('1 of 1 succeeded');
  });

  it('is no driver, unless the group takes them', async () => {
    office.windows.drivers.add(updateId(1));
    await office.scanned();
    expect(await standing()).toEqual({ [updateId(2)]: ['Opened', null] });
    await office.store.groups.update(FINANCE, (group) => (group === null ? null : { ...group, allowDrivers: true }));
    await office.book.refresh();
    await office.scanned();
    expect(Object.keys(await standing())).toHaveLength(2);
    const task = await office.ended(await office.running());
    expect(task.summary).toBe('1 of 1 succeeded');
    const order = machine.begun.find(({ spec }) => spec.script === 'MS_WUA_Install_Updates');
    expect(order?.spec.input).toMatchObject({ allowDrivers: true, allowUpgrades: false });
  });
});
