import { beforeEach, describe, expect, it } from 'vitest';
import type { ComputerId } from '../../src/domain/ids.js';
import type { RecommendationState } from '../../src/domain/recommendation.js';
import type { Task } from '../../src/domain/task.js';
import type { PretendComputer } from '../support/pretend-computer.js';
import { updateId } from '../support/samples.js';
import { ADA, ANIL, FINANCE, OLIVIA, VirtualOffice } from '../support/virtual-office.js';

const ONE = 'fin-ws-01' as ComputerId;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let office: VirtualOffice;
let machine: PretendComputer;

beforeEach(() => {
  office = new VirtualOffice([ONE], 1);
  office.windows.wantsRestart.add(updateId(1));
  const found = office.windows.machines.get(ONE);
  if (found === undefined) throw new Error('no computer');
  machine = found;
});

async function deferred(minutes: number): Promise<void> {
  await office.store.groups.update(FINANCE, (group) =>
    group === null ? null : { ...group, restartDeferMinutes: minutes },
  );
  await office.book.refresh();
}

const target = async (task: Task) => (await office.engine.records(task))[0];

async function state(): Promise<RecommendationState | undefined> {
  return (await office.store.computers.get(ONE))?.value.recommendations[updateId(1)]?.state;
}

/** When the restart was waited for first. */
async function waiting(task: Task): Promise<number> {
  const isWaiting = async () => (await target(task))?.restartWait?.for === 'users';
  if (!(await office.clock.advance(24 * HOUR, isWaiting))) throw new Error('it never waits');
  return office.clock.now();
}

describe('a restart while somebody is logged on', () => {
  it('waits up to the limit; they are told when it began and shortly before; then it comes', async () => {
    await deferred(120);
    machine.users = 1;
    const task = await office.running();
    const since = await waiting(task);
    expect(await target(task)).toMatchObject({ message: 'restart waits for logged-on users' });
    await office.clock.advance(115 * MINUTE);
    expect(machine.restarts).toBe(0);
    await office.ended(task);
    expect([machine.restarts, await state()]).toEqual([1, 'Implemented']);
    const restarted = machine.bootedAt - since;
    expect([restarted > 118 * MINUTE, restarted < 125 * MINUTE]).toEqual([true, true]);
    const said = machine.notices.map(({ message }) => Number(/in (\d+) minutes at the latest/.exec(message)?.[1]));
    expect(said).toEqual([120, expect.closeTo(9, -0.5)]);
    const told = machine.notices.map(({ at }) => Math.round((at - since) / MINUTE));
    expect([told[0], (told[1] ?? 0) >= 109 && (told[1] ?? 0) <= 113]).toEqual([expect.closeTo(0, -0.5), true]);
  });

  it('comes as soon as they are gone', async () => {
    await deferred(120);
    machine.users = 2;
    const task = await office.running();
    const since = await waiting(task);
    await office.clock.advance(20 * MINUTE);
    machine.users = 0;
    await office.ended(task);
    expect(machine.bootedAt - since).toBeLessThan(30 * MINUTE);
    expect(machine.notices).toHaveLength(1);
  });

  it('comes at once where the group defers none, or nobody is logged on', async () => {
    machine.users = 1;
    await office.ended(await office.running());
    expect([machine.restarts, machine.notices.length]).toEqual([1, 0]);
  });

  it('waits over a restart of the bot, and nobody is told twice', async () => {
    await deferred(60);
    machine.users = 1;
    const task = await office.running();
    await waiting(task);
    await office.clock.advance(5 * MINUTE);
    await office.crash();
    await office.ended(task);
    expect([machine.restarts, machine.notices.length]).toEqual([1, 2]);
  });

  it('waits no longer than the window allows', async () => {
    await deferred(10 * 60);
    machine.users = 1;
    const opens = Math.ceil(office.clock.now() / HOUR) * HOUR + HOUR;
    const form = {
      ...{ name: 'Afternoon', durationMinutes: 180, timeZone: 'UTC' },
      rule: { kind: 'cron', expression: `0 ${new Date(opens).getUTCHours()} * * *` } as const,
    };
    await office.desk.saveWindow(office.asker('U0ADA' as never), { groupId: FINANCE, window: null }, form);
    await office.scanned();
    const card = await office.desk.offerRecommendations(office.asker(OLIVIA), FINANCE);
    await office.desk.approve(office.asker(ANIL), card.requestId, { updates: 'all', exceptComputers: [] });
    const plan = await office.desk.offerRun(office.asker(OLIVIA), FINANCE);
    await office.clock.advance(opens - office.clock.now());
    const task = await office.desk.run(office.asker(OLIVIA), plan.requestId);
    await office.ended(task);
    expect([machine.restarts, await state()]).toEqual([1, 'Implemented']);
    expect(machine.bootedAt).toBeLessThan(opens + 3 * HOUR);
    expect(machine.bootedAt).toBeGreaterThan(opens + 2 * HOUR);
  });

  it('that a freeze kept from coming asks them anew: what they were told of is long past', async () => {
    await deferred(120);
    machine.users = 1;
    const task = await office.running();
    await waiting(task);
    const [from, to] = [office.clock.now(), office.clock.now() + 50 * HOUR];
    await office.desk.addFreeze(office.asker(ADA), { groupId: FINANCE, from, to, reason: 'Year end' });
    await office.clock.advance(to - from);
    const before = machine.notices.length;
    await office.clock.advance(HOUR);
    expect([machine.restarts, machine.notices.length]).toEqual([0, before + 1]);
    await office.ended(task);
    expect([machine.restarts, machine.bootedAt > to + 115 * MINUTE]).toEqual([1, true]);
  });

  it('waits no longer than the limit, though the clock is set back', async () => {
    await deferred(120);
    machine.users = 1;
    const task = await office.running();
    await waiting(task);
    office.clock.setBack(24 * HOUR);
    await office.ended(task, 4 * HOUR);
    expect(machine.restarts).toBe(1);
  });

  it('that is stopped meanwhile does not come', async () => {
    await deferred(60);
    machine.users = 1;
    const task = await office.running();
    await waiting(task);
    await office.desk.stop(office.asker(OLIVIA), { task: task.id });
    await office.ended(task);
    expect([machine.restarts, await state()]).toEqual([0, 'Reboot required']);
  });
});

describe('a restart that does not come', () => {
  it('since somebody called it off is planned again', async () => {
    machine.cancels = 2;
    const task = await office.ended(await office.running());
    expect([machine.restarts, await state(), task.status]).toEqual([1, 'Implemented', 'Succeeded']);
  });

  it('for the third time fails, and its patches wait for one', async () => {
    machine.cancels = 99;
    const task = await office.ended(await office.running());
    expect((await target(task))?.failure).toMatchObject({ code: 'PB529', details: { times: 3 } });
    expect([machine.restarts, await state()]).toEqual([0, 'Reboot required']);
    expect(machine.begun.filter(({ spec }) => spec.script === 'Restart-Endpoint')).toHaveLength(3);
  });
});

describe('a computer that asks for a restart again', () => {
  it('gets a second one', async () => {
    machine.asksForMore = 1;
    const task = await office.ended(await office.running());
    expect([machine.restarts, await state(), task.status]).toEqual([2, 'Implemented', 'Succeeded']);
  });

  it('gets no third one: it fails with its own reason, and nothing is called Implemented', async () => {
    machine.asksForMore = 9;
    const task = await office.ended(await office.running());
    expect(machine.restarts).toBe(2);
    expect((await target(task))?.failure).toMatchObject({ code: 'PB530', details: { times: 2 } });
    expect(await state()).toBe('Reboot required');
  });
});

describe('a computer that BitLocker asks for a PIN at each start', () => {
  beforeEach(() => {
    machine.startsAlone = false;
  });

  it('is not patched where it may come to a restart', async () => {
    await expect(office.running()).rejects.toMatchObject({ code: 'PB318' });
    const { plan } = await office.desk.offerRun(office.asker(OLIVIA), FINANCE);
    expect(plan.blocked.map(({ failure }) => failure.code)).toEqual(['PB527']);
  });

  it('is patched where the group never restarts, and waits for somebody', async () => {
    await office.store.groups.update(FINANCE, (group) => (group === null ? null : { ...group, restart: 'never' }));
    await office.book.refresh();
    await office.ended(await office.running());
    expect([machine.restarts, await state()]).toEqual([0, 'Reboot required']);
  });
});
