import { beforeEach, describe, expect, it } from 'vitest';
import type { ComputerId } from '../../src/domain/ids.js';
import type { RecommendationState } from '../../src/domain/recommendation.js';
import type { Leg } from '../../src/domain/target.js';
import type { Task } from '../../src/domain/task.js';
import { lookAfter } from '../../src/workflows/agenda.js';
import type { PretendComputer } from '../support/pretend-computer.js';
import { updateId } from '../support/samples.js';
import { ADA, ANIL, FINANCE, OLIVIA, VirtualOffice } from '../support/virtual-office.js';

const [ONE, TWO] = ['fin-ws-01', 'fin-ws-02'] as [ComputerId, ComputerId];
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const HOOKS = { before: 'C:\\S\\drain.ps1', beforeRestart: null, after: 'C:\\S\\resume.ps1', timeoutSeconds: 600 };

let office: VirtualOffice;

beforeEach(() => {
  office = new VirtualOffice([ONE, TWO], 2);
  office.hooks = HOOKS;
  machine(TWO).needed.clear();
});

function machine(id: ComputerId): PretendComputer {
  const found = office.windows.machines.get(id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
}

const target = async (task: Task) => (await office.engine.records(task))[0];

async function states(): Promise<readonly (RecommendationState | undefined)[]> {
  const found = (await office.store.computers.get(ONE))?.value.recommendations;
  return [1, 2].map((n) => found?.[updateId(n)]?.state);
}

/** Lets time pass until the computer's run is at a leg. */
async function at(leg: Leg, id = ONE): Promise<void> {
  const isThere = async () => (await office.store.computers.get(id))?.value.run?.leg === leg;
  if (!(await office.clock.advance(24 * HOUR, isThere))) throw new Error(`never at ${leg}`);
}

/** The script before was begun. */
async function drained(): Promise<void> {
  if (!(await office.clock.advance(24 * HOUR, async () => phases().length > 0))) throw new Error('never drained');
}

const phases = () => machine(ONE).hooks.map(({ phase }) => phase);

const frozen = async () => {
  const now = office.clock.now();
  const form = { groupId: FINANCE, from: now, to: now + 48 * HOUR, reason: 'year end' };
  await office.desk.addFreeze(office.asker(ADA), form);
  await lookAfter(office.office);
};

const deny = () =>
  office.desk.deny(office.asker(ANIL), { patches: ['KB5000001'], reason: 'breaks printing', lastDay: null });

describe('a patch that is denied while a run is on its way to it', () => {
  it('is not installed; what else the run has is', async () => {
    const task = await office.running();
    await drained();
    await deny();
    await office.ended(task);
    expect([...machine(ONE).installs.keys()]).toEqual([updateId(2)]);
    expect(await states()).toEqual(['Closed', 'Implemented']);
  });

  it('keeps a run from going on that has nothing else, and what was drained is put into service again', async () => {
    machine(ONE).needed.delete(updateId(2));
    const task = await office.running();
    await drained();
    await deny();
    await office.ended(task);
    expect(machine(ONE).installs.size).toBe(0);
    expect(phases()).toEqual(['before', 'after']);
    expect((await target(task))?.failure).toMatchObject({ code: 'PB321' });
    expect((await states())[0]).toBe('Approved');
  });

  it('is not tried again in a second attempt', async () => {
    const task = await office.running();
    await at('install');
    await office.clock.advance(20_000);
    machine(ONE).restart();
    await deny();
    await office.ended(task);
    expect(machine(ONE).installs.has(updateId(1))).toBe(false);
    expect(await states()).toEqual(['Closed', 'Implemented']);
  });
});

describe('a freeze that begins while a run is on its way to its install', () => {
  it('keeps it from installing, though no other computer waits', async () => {
    const task = await office.running();
    await drained();
    await frozen();
    await office.ended(task);
    expect(machine(ONE).installs.size).toBe(0);
    expect(phases()).toEqual(['before', 'after']);
    expect(await target(task)).toMatchObject({ status: 'Stopped', message: expect.stringContaining('year end') });
    expect(await states()).toEqual(['Approved', 'Approved']);
  });

  it('keeps a computer from installing that comes back in it', async () => {
    office.hooks = null;
    const task = await office.running();
    await at('install');
    machine(ONE).offUntil = office.clock.now() + 5 * MINUTE;
    await office.clock.advance(1_000);
    await frozen();
    await office.ended(task);
    expect(machine(ONE).installs.size).toBe(0);
  });

  it('keeps another round from beginning', async () => {
    office.hooks = null;
    office.windows.wantsRestart.add(updateId(1));
    office.windows.afterRestart.add(updateId(2));
    const task = await office.running();
    await at('verify-scan');
    await frozen();
    await office.ended(task);
    expect(machine(ONE).installs.has(updateId(2))).toBe(false);
    expect(await states()).toEqual(['Implemented', 'Approved']);
    expect(await target(task)).toMatchObject({
      ...{ status: 'Stopped', failure: null },
      message: '1 of 2 implemented; not started: a freeze began: year end',
    });
  });
});

describe('an install whose request was lost', () => {
  /** Its key is stored; the computer has not heard of it. */
  async function lost(): Promise<Task> {
    office.hooks = null;
    const task = await office.running();
    let isAway = false;
    office.windows.mishap = (_, id) => (isAway && id === ONE ? 'lost-request' : 'none');
    await office.clock.advance(24 * HOUR, async () => {
      const run = (await office.store.computers.get(ONE))?.value.run;
      isAway ||= run?.leg === 'install' && run.phase === 'submit';
      return isAway;
    });
    await office.clock.advance(MINUTE);
    office.windows.mishap = () => 'none';
    return task;
  }

  it.each([
    ['a freeze', () => frozen()],
    ['a denial', () => deny()],
  ])('is not sent again after %s; a late copy of it finds a tombstone', async (_, event) => {
    const task = await lost();
    const order = (await office.store.computers.get(ONE))?.value.run?.order;
    await event();
    expect(await office.ended(task)).toMatchObject({ status: 'Stopped' });
    if (order) await office.windows.submit(office.windows.known(ONE), order);
    await office.clock.advance(HOUR);
    expect([machine(ONE).installs.size, (await states())[1]]).toEqual([0, 'Approved']);
  });

  it('that came all the same runs to its end, and what it did is told', async () => {
    const task = await lost();
    const order = (await office.store.computers.get(ONE))?.value.run?.order;
    if (order) await office.windows.submit(office.windows.known(ONE), order);
    await frozen();
    await office.ended(task);
    expect(await states()).toEqual(['Implemented', 'Implemented']);
  });
});

describe('a group that changes while a run waits', () => {
  async function withCanary(): Promise<Task> {
    machine(TWO).needed.add(updateId(1));
    await office.scanned();
    const card = await office.desk.offerRecommendations(office.asker(OLIVIA), FINANCE);
    await office.desk.approve(office.asker(ANIL), card.requestId, { updates: 'all', exceptComputers: [] });
    const { requestId } = await office.desk.offerRun(office.asker(OLIVIA), FINANCE);
    await office.desk.setRunOptions(office.asker(OLIVIA), requestId, {
      ...{ mode: 'install', restart: 'group', canaries: [ONE], atOnce: null, stopAfterFailures: null },
    });
    const task = await office.desk.run(office.asker(OLIVIA), requestId);
    await office.clock.advance(12 * HOUR, async () => (await target(task))?.endedAt != null);
    return task;
  }

  it('and has a computer no longer does not patch it any more', async () => {
    const task = await withCanary();
    await office.store.groups.update(FINANCE, (group) =>
      group === null ? null : { ...group, members: { ...group.members, byHand: [ONE] } },
    );
    await office.book.refresh();
    await office.desk.continueRun(office.asker(OLIVIA), task.id);
    await office.ended(task);
    expect([machine(TWO).installs.size, machine(TWO).hooks.length]).toEqual([0, 0]);
    expect((await office.engine.records(task))[1]).toMatchObject({ status: 'Stopped' });
  });

  it('and opens at other times patches nothing outside of them', async () => {
    const task = await withCanary();
    const hour = new Date(office.clock.now() + 5 * HOUR).getUTCHours();
    const rule = { kind: 'cron', expression: `0 ${hour} * * *` } as const;
    const form = { name: 'Night', durationMinutes: 120, timeZone: 'UTC', rule };
    await office.desk.saveWindow(office.asker(ADA), { groupId: FINANCE, window: null }, form);
    await office.desk.continueRun(office.asker(OLIVIA), task.id);
    await office.ended(task);
    expect(machine(TWO).installs.size).toBe(0);
  });
});
