import { beforeEach, describe, expect, it } from 'vitest';
import type { ComputerId } from '../../src/domain/ids.js';
import type { RecommendationState } from '../../src/domain/recommendation.js';
import type { Task } from '../../src/domain/task.js';
import type { PretendComputer } from '../support/pretend-computer.js';
import { updateId } from '../support/samples.js';
import { OLIVIA, VirtualOffice } from '../support/virtual-office.js';

const ONE = 'fin-ws-01' as ComputerId;
const HOUR = 3_600_000;
const HOOKS = {
  before: 'C:\\Scripts\\drain.ps1',
  beforeRestart: 'C:\\Scripts\\stop.cmd',
  after: 'C:\\Scripts\\resume.ps1',
  timeoutSeconds: 600,
};

let office: VirtualOffice;
let machine: PretendComputer;

beforeEach(() => {
  office = new VirtualOffice([ONE], 1);
  office.hooks = HOOKS;
  office.windows.wantsRestart.add(updateId(1));
  const found = office.windows.machines.get(ONE);
  if (found === undefined) throw new Error('no computer');
  machine = found;
});

const phases = () => machine.hooks.map(({ phase }) => phase);
const target = async (task: Task) => (await office.engine.records(task))[0];

async function state(): Promise<RecommendationState | undefined> {
  return (await office.store.computers.get(ONE))?.value.recommendations[updateId(1)]?.state;
}

/** Lets time pass until the run is at a leg. */
async function at(leg: string): Promise<void> {
  const isThere = async () => (await office.store.computers.get(ONE))?.value.run?.leg === leg;
  if (!(await office.clock.advance(24 * HOUR, isThere))) throw new Error(`never at ${leg}`);
}

describe('the scripts of a group', () => {
  it('run before the install, before the restart and after the run, once each, as the configuration names them', async () => {
    const task = await office.ended(await office.running());
    expect([task.summary, await state()]).toEqual(['1 of 1 succeeded', 'Implemented']);
    expect(phases()).toEqual(['before', 'before-restart', 'after']);
    const orders = machine.begun.filter(({ spec }) => spec.script === 'Invoke-Hook').map(({ spec }) => spec.input);
    expect(orders).toEqual([
      { path: HOOKS.before, phase: 'before', timeoutSeconds: 600 },
      { path: HOOKS.beforeRestart, phase: 'before-restart', timeoutSeconds: 600 },
      { path: HOOKS.after, phase: 'after', timeoutSeconds: 600 },
    ]);
  });

  it('run once each though the bot starts again at every one of them', async () => {
    const task = await office.running();
    for (const leg of ['hook-before', 'hook-restart', 'hook-after']) {
      await at(leg);
      await office.crash();
      await office.clock.advance(20_000);
      await office.crash();
    }
    await office.ended(task);
    expect(phases()).toEqual(['before', 'before-restart', 'after']);
  });

  it('are left out where a run only downloads', async () => {
    await office.scanned();
    const task = await office.running();
    await office.ended(task);
    expect(phases()).toHaveLength(3);
  });
});

describe('the script before', () => {
  it.each([1, 'missing', 'refused', 'timed-out'] as const)(
    'that ends with %s keeps everything from being installed',
    async (end) => {
      machine.hookEnds.set('before', end);
      const task = await office.ended(await office.running());
      expect([machine.installs.size, await state()]).toEqual([0, 'Approved']);
      expect((await target(task))?.failure).toMatchObject({ code: 'PB528', details: { phase: 'before the install' } });
      // What was never begun needs no end.
      const ran = end === 1 || end === 'timed-out';
      expect(phases()).toEqual(ran ? ['before', 'after'] : ['before']);
    },
  );

  it('that ends with 3010 asks for a restart, too', async () => {
    office.windows.wantsRestart.clear();
    machine.hookEnds.set('before', 3010);
    await office.ended(await office.running());
    expect([machine.restarts, await state()]).toEqual([1, 'Implemented']);
  });

  it('says in its failure what the script printed last', async () => {
    machine.hookEnds.set('before', 17);
    const task = await office.ended(await office.running());
    expect((await target(task))?.message).toContain('it ended with 17: said of before');
  });

  it('that vanished with a restart is not begun again: nobody knows how far it came', async () => {
    const task = await office.running();
    await at('hook-before');
    await office.clock.advance(20_000);
    machine.restart();
    await office.ended(task);
    expect(phases()).toEqual(['before', 'after']);
    expect([machine.installs.size, await state()]).toEqual([0, 'Approved']);
  });
});

describe('the script before the restart', () => {
  it('that fails keeps the restart from beginning: the patches wait for one', async () => {
    machine.hookEnds.set('before-restart', 5);
    const task = await office.ended(await office.running());
    expect([machine.restarts, await state()]).toEqual([0, 'Reboot required']);
    expect((await target(task))?.failure).toMatchObject({ code: 'PB528', details: { phase: 'before the restart' } });
    expect(phases()).toEqual(['before', 'before-restart', 'after']);
  });
});

describe('the script after', () => {
  it('runs though the install failed', async () => {
    office.windows.fails.add(updateId(1));
    const task = await office.ended(await office.running());
    expect(phases()).toEqual(['before', 'after']);
    expect((await target(task))?.failure).toMatchObject({ code: 'PB507' });
  });

  it('runs though the run was stopped', async () => {
    const task = await office.running();
    await at('install');
    await office.desk.stop(office.asker(OLIVIA), { task: task.id });
    await office.ended(task);
    expect(phases().at(-1)).toBe('after');
    expect((await target(task))?.status).not.toBe('Failed');
  });

  it('runs when the computer is there again', async () => {
    const task = await office.running();
    await at('hook-after');
    machine.offUntil = office.clock.now() + 5 * 60_000;
    await office.ended(task);
    expect(phases()).toEqual(['before', 'before-restart', 'after']);
  });

  it('that cannot run, as the computer stays away, is told of beside why the run failed', async () => {
    const task = await office.running();
    await at('install');
    machine.offUntil = office.clock.now() + 10 * HOUR;
    await office.ended(task, 72 * HOUR);
    expect(phases()).toEqual(['before']);
    expect(await target(task)).toMatchObject({
      failure: { code: 'PB401' },
      message: expect.stringContaining('the script after the run failed'),
    });
  });

  it('that fails makes the target Failed, as the computer may be out of service; what is proven stays', async () => {
    machine.hookEnds.set('after', 1);
    const task = await office.ended(await office.running());
    expect(await state()).toBe('Implemented');
    expect((await target(task))?.failure).toMatchObject({ code: 'PB528', details: { phase: 'after the run' } });
  });
});
