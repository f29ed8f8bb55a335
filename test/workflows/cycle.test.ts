import { describe, expect, it } from 'vitest';
import type { ComputerId, UpdateId } from '../../src/domain/ids.js';
import type { Mishap } from '../support/pretend-windows.js';
import { updateId } from '../support/samples.js';
import { ANIL, FINANCE, OLIVIA, VirtualOffice } from '../support/virtual-office.js';

const COMPUTERS = ['fin-ws-01', 'fin-ws-02', 'fin-ws-03'];

async function states(office: VirtualOffice, id: string): Promise<Record<string, string>> {
  const computer = (await office.store.computers.get(id))?.value;
  return Object.fromEntries(Object.values(computer?.recommendations ?? {}).map((one) => [one.id, one.state]));
}

async function allStates(office: VirtualOffice): Promise<ReadonlySet<string>> {
  const each = await Promise.all(COMPUTERS.map((id) => states(office, id)));
  return new Set(each.flatMap((one) => Object.values(one)));
}

function installs(office: VirtualOffice): readonly number[] {
  return COMPUTERS.flatMap((id) => [...(office.windows.machines.get(id as ComputerId)?.installs.values() ?? [])]);
}

describe('the patch cycle', () => {
  it('goes from sync to Implemented, and installs each update once', async () => {
    const office = new VirtualOffice(COMPUTERS, 3);
    office.windows.wantsRestart.add(updateId(2));
    const task = await office.ended(await office.running());
    expect(task).toMatchObject({ status: 'Succeeded', summary: '3 of 3 succeeded' });
    expect(await allStates(office)).toEqual(new Set(['Implemented']));
    expect(installs(office)).toEqual(Array(9).fill(1));
    expect((await office.desk.status(null)).compliant).toBe(3);
  });

  it('frees every computer and leaves no recommendation In progress when a task is over', async () => {
    const office = new VirtualOffice(COMPUTERS, 2);
    office.windows.fails.add(updateId(1));
    const task = await office.ended(await office.running());
    await office.clock.advance(60_000);
    expect(task.status).toBe('Failed');
    expect(await allStates(office)).toEqual(new Set(['Implemented', 'Failed']));
    for (const id of COMPUTERS) expect((await office.store.computers.get(id))?.value.run).toBeNull();
  });

  it('is not shown as ended before it is known what it came to', async () => {
    const office = new VirtualOffice(COMPUTERS, 2);
    const task = await office.ended(await office.desk.sync(office.asker(OLIVIA)));
    expect(await office.desk.task(task.id)).toMatchObject({ status: 'Succeeded' });
    // Its only target has ended; what that makes of the task is stored after it.
    const before = { status: 'In Progress', endedAt: null, summary: null } as const;
    await office.store.tasks.update(task.id, (value) => (value === null ? null : { ...value, ...before }));
    expect(await office.desk.task(task.id)).toMatchObject({ status: 'In Progress' });
  });

  it('says with which code an update failed, on the target and in its log', async () => {
    const office = new VirtualOffice(['fin-ws-01'], 1);
    office.windows.fails.add(updateId(1));
    const task = await office.ended(await office.running());
    const log = await office.desk.log(`${task.id}.1`);
    expect(log.failure).toMatchObject({ code: 'PB507' });
    expect(log.entries.map((entry) => entry.text).join('\n')).toContain('0x80070643');
  });

  it('calls an update that Windows rolled back Failed, not Implemented', async () => {
    const office = new VirtualOffice(['fin-ws-01'], 1);
    office.windows.wantsRestart.add(updateId(1));
    office.windows.rollsBack.add(updateId(1));
    expect((await office.ended(await office.running())).status).toBe('Failed');
    expect(await states(office, 'fin-ws-01')).toEqual({ [updateId(1)]: 'Failed' });
  });

  it('gives a computer that stays off up, and touches none of its recommendations', async () => {
    const office = new VirtualOffice(COMPUTERS, 1);
    await office.scanned();
    const machine = office.windows.machines.get('fin-ws-02' as ComputerId);
    const card = await office.desk.offerRecommendations(office.asker(OLIVIA), FINANCE);
    await office.desk.approve(office.asker(ANIL), card.requestId, { updates: 'all', exceptComputers: [] });
    const plan = await office.desk.offerRun(office.asker(OLIVIA), FINANCE);
    if (machine !== undefined) machine.offUntil = Number.MAX_SAFE_INTEGER;
    const task = await office.ended(await office.desk.run(office.asker(OLIVIA), plan.requestId));
    expect(task.summary).toBe('2 of 3 succeeded, 1 failed');
    expect(await states(office, 'fin-ws-02')).toEqual({ [updateId(1)]: 'Approved' });
  });
});

/** A small generator with a seed, so that a failing schedule can be played again. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const MISHAPS: readonly Mishap[] = ['lost-request', 'lost-reply', 'late-twin', 'restart'];

/** Plays one run with mishaps and crashes by the seed, to its end. */
async function played(seed: number): Promise<VirtualOffice> {
  const random = seeded(seed);
  const office = new VirtualOffice(COMPUTERS, 4);
  for (const n of [1, 3]) office.windows.wantsRestart.add(updateId(n));
  const task = await office.running();
  let mishaps = 25;
  office.windows.mishap = () => {
    if (mishaps === 0 || random() > 0.3) return 'none';
    mishaps -= 1;
    return MISHAPS[Math.floor(random() * MISHAPS.length)] ?? 'none';
  };
  for (let crash = 0; crash < 6; crash++) {
    await office.clock.advance(Math.floor(random() * 120_000));
    await office.crash();
  }
  await office.ended(task);
  await office.clock.advance(3_600_000);
  return office;
}

describe('in any schedule of lost calls, late twins, restarts and crashes', () => {
  it.each([1, 51, 101, 151, 201])(
    'every run ends, no update is installed twice, and Implemented is true (seeds from %i)',
    async (first) => {
      for (let seed = first; seed < first + 50; seed++) {
        const office = await played(seed);
        expect(Math.max(0, ...installs(office)), `seed ${seed}: most installs of one update`).toBeLessThanOrEqual(1);
        expect(await allStates(office), `seed ${seed}`).not.toContain('In progress');
        expect(office.reported, `seed ${seed}`).toEqual([]);
        await expectTruth(office, seed);
      }
    },
  );
});

/** What is called Implemented is installed. */
async function expectTruth(office: VirtualOffice, seed: number): Promise<void> {
  for (const id of COMPUTERS) {
    const installed = office.windows.machines.get(id as ComputerId)?.installed ?? new Set<UpdateId>();
    for (const [update, state] of Object.entries(await states(office, id)))
      if (state === 'Implemented')
        expect(installed.has(update as UpdateId), `seed ${seed}: ${id} ${update}`).toBe(true);
  }
}
