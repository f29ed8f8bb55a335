import { describe, expect, it } from 'vitest';
import { PatchbayError } from '../../src/domain/errors.js';
import type { ComputerId, OperationId, PersonId, TaskId } from '../../src/domain/ids.js';
import type { RunOptions } from '../../src/domain/rollout.js';
import type { Task } from '../../src/domain/task.js';
import { rollAllForward } from '../../src/workflows/operations.js';
import { updateId } from '../support/samples.js';
import { ADA, ANIL, FINANCE, OLIVIA, VirtualOffice } from '../support/virtual-office.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function names(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `fin-ws-${String(index + 1).padStart(2, '0')}`);
}

async function begun(office: VirtualOffice, chosen: Partial<RunOptions>): Promise<Task> {
  await office.scanned();
  const card = await office.desk.offerRecommendations(office.asker(OLIVIA), FINANCE);
  await office.desk.approve(office.asker(ANIL), card.requestId, { updates: 'all', exceptComputers: [] });
  const plan = await office.desk.offerRun(office.asker(OLIVIA), FINANCE, chosen);
  return office.desk.run(office.asker(OLIVIA), plan.requestId);
}

function installs(office: VirtualOffice): readonly string[] {
  return [...office.windows.machines].filter(([, machine]) => machine.installs.size > 0).map(([id]) => id);
}

async function messages(office: VirtualOffice, task: Task): Promise<readonly string[]> {
  return (await office.engine.records(task)).map((record) => record.message);
}

/** All but these computers cannot be reached for so long, from now on. */
function onlyReaching(office: VirtualOffice, reached: readonly string[], forMs: number): void {
  const since = office.clock.now();
  office.windows.mishap = (_, id) =>
    !reached.includes(id) && office.clock.now() < since + forMs ? 'lost-request' : 'none';
}

describe('when nothing further may start, no computer that a task holds already begins to install', () => {
  it('after so many failures', async () => {
    const office = new VirtualOffice(names(6), 1);
    office.windows.fails.add(updateId(1));
    const task = await begun(office, { stopAfterFailures: 2 });
    onlyReaching(office, ['fin-ws-01', 'fin-ws-02'], 8 * MINUTE);
    expect(await office.ended(task)).toMatchObject({ status: 'Failed', stop: { by: 'system' } });
    expect(installs(office)).toEqual(['fin-ws-01', 'fin-ws-02']);
    expect((await messages(office, task)).slice(2)).toEqual(Array(4).fill('not started: 2 computers failed'));
    const computer = (await office.store.computers.get('fin-ws-06'))?.value;
    expect(Object.values(computer?.recommendations ?? {}).map(({ state }) => state)).toEqual(['Approved']);
  });

  it('once a freeze began, also after a crash', async () => {
    const office = new VirtualOffice(names(3), 1);
    const task = await begun(office, {});
    onlyReaching(office, [], 8 * MINUTE);
    await office.clock.advance(MINUTE);
    const now = office.clock.now();
    await office.desk.addFreeze(office.asker(ADA), { groupId: null, from: now, to: now + HOUR, reason: 'Year end' });
    await office.crash();
    expect(await office.ended(task)).toMatchObject({ status: 'Stopped', stop: { by: 'system' } });
    expect(installs(office)).toEqual([]);
  });
});

describe('who waits for Continue is not patched by what was known long ago', () => {
  async function waiting(office: VirtualOffice): Promise<Task> {
    const task = await begun(office, { canaries: 1 });
    await office.clock.advance(3 * HOUR, async () => office.conversation.messages.has(`task-${task.id}-canaries`));
    return task;
  }

  it('by a scan that is too old by now', async () => {
    const office = new VirtualOffice(names(3), 1);
    const task = await waiting(office);
    await office.clock.advance(48 * HOUR);
    await office.ended(await office.desk.sync(office.asker(OLIVIA)));
    await office.desk.continueRun(office.asker(OLIVIA), task.id);
    await office.ended(task);
    expect(installs(office)).toEqual(['fin-ws-01']);
    expect((await office.engine.records(task)).slice(1).map(({ failure }) => failure?.code)).toEqual([
      'PB511',
      'PB511',
    ]);
  });

  it('by a word of WSUS that is too old by now', async () => {
    const office = new VirtualOffice(names(3), 1);
    const task = await waiting(office);
    await office.clock.advance(23 * HOUR);
    await office.ended(await office.desk.scan(office.asker(OLIVIA), FINANCE));
    await office.clock.advance(2 * HOUR);
    await office.desk.continueRun(office.asker(OLIVIA), task.id);
    await office.ended(task);
    expect(installs(office)).toEqual(['fin-ws-01']);
    expect((await office.engine.records(task))[2]?.failure?.code).toBe('PB523');
  });
});

describe('decisions that cannot be carried out', () => {
  it('are each tried again once a minute, however many there are', async () => {
    const office = new VirtualOffice(names(1), 1);
    await office.clock.advance(0);
    for (const n of [1, 2, 3, 4])
      await office.store.operations.create(`lost-op-0${n}`, {
        ...{ id: `lost-op-0${n}` as OperationId, by: 'U0NOBODY' as PersonId, at: office.clock.now() },
        intent: { kind: 'stop', tasks: [`${n}` as TaskId] },
        ...{ conversation: 'C0PATCHING', taskId: null, done: null, skipped: [] },
      });
    let tries = 0;
    office.store.audit.append = async (entry) => {
      tries += 1;
      throw new PatchbayError('PB804', { name: entry.what, cause: 'no space left' });
    };
    await rollAllForward(office.office);
    await office.clock.advance(5 * MINUTE + 1);
    expect(tries).toBe(4 * 6);
    await office.rolling.halt();
    await office.clock.advance(5 * MINUTE);
    expect(tries).toBe(4 * 6);
  });
});

describe('a clock that is set back', () => {
  it('keeps no computer waiting until the hour comes again', async () => {
    const office = new VirtualOffice(names(1), 1);
    const task = await begun(office, {});
    const machine = office.windows.machines.get('fin-ws-01' as ComputerId);
    await office.clock.advance(2 * HOUR, () => (machine?.installs.size ?? 0) > 0);
    office.clock.setBack(24 * HOUR);
    await office.ended(task, HOUR);
    expect(installs(office)).toEqual(['fin-ws-01']);
  });

  it('ends no window before its time', async () => {
    const office = new VirtualOffice(names(2), 1);
    const task = await begun(office, { canaries: 1 });
    const until = office.clock.now() + 4 * HOUR;
    await office.store.tasks.update(task.id, (value) => (value === null ? null : { ...value, until }));
    await office.crash();
    await office.clock.advance(3 * HOUR);
    office.clock.setBack(HOUR);
    await office.clock.advance(HOUR);
    expect((await office.store.tasks.get(task.id))?.value.stop).toBeNull();
    await office.clock.advance(until - office.clock.now());
    expect((await office.store.tasks.get(task.id))?.value.stop).toMatchObject({ by: 'system' });
  });
});
