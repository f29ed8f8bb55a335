import { describe, expect, it } from 'vitest';
import { PatchbayError } from '../../src/domain/errors.js';
import type { ComputerId, OperationId } from '../../src/domain/ids.js';
import type { TargetRecord } from '../../src/domain/target.js';
import type { Task } from '../../src/domain/task.js';
import { updateId } from '../support/samples.js';
import { ANIL, FINANCE, OLIVIA, VirtualOffice } from '../support/virtual-office.js';

const HOUR = 3_600_000;

function names(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `fin-ws-${String(index + 1).padStart(2, '0')}`);
}

/** Scanned and approved: the card of the plan. */
async function planned(office: VirtualOffice): Promise<OperationId> {
  await office.scanned();
  const card = await office.desk.offerRecommendations(office.asker(OLIVIA), FINANCE);
  await office.desk.approve(office.asker(ANIL), card.requestId, { updates: 'all', exceptComputers: [] });
  return (await office.desk.offerRun(office.asker(OLIVIA), FINANCE)).requestId;
}

function records(office: VirtualOffice, task: Task): Promise<readonly TargetRecord[]> {
  return office.engine.records(task);
}

function installs(office: VirtualOffice): number {
  const counts = [...office.windows.machines.values()].flatMap((machine) => [...machine.installs.values()]);
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Restarts within the last hour. */
function restarts(office: VirtualOffice): number {
  return [...office.windows.machines.values()].filter((one) => one.bootedAt > office.clock.now() - HOUR).length;
}

const damaged = (name: string) => new PatchbayError('PB803', { name, aside: 'set-aside', cause: 'torn' });

describe('many computers', () => {
  it('restart two at a time, and all come back', async () => {
    const office = new VirtualOffice(names(30), 1);
    office.windows.wantsRestart.add(updateId(1));
    const task = await office.ended(await office.running());
    expect(task.summary).toBe('30 of 30 succeeded');
  });

  it('of which ten go off in a scan do not make the others fail', async () => {
    const office = new VirtualOffice(names(30), 1);
    await office.ended(await office.desk.sync(office.asker(OLIVIA)));
    const first = new Set(names(10));
    office.windows.mishap = (verb, id) => {
      const machine = office.windows.machines.get(id);
      if (verb === 'poll' && machine !== undefined && first.has(id)) machine.offUntil = Number.MAX_SAFE_INTEGER;
      return 'none';
    };
    const task = await office.ended(await office.desk.scan(office.asker(OLIVIA), FINANCE), 120 * HOUR);
    const failed = (await records(office, task)).filter((record) => record.status === 'Failed');
    expect(failed.map((record) => record.computerId).sort()).toEqual([...first]);
  });

  it('are never more than two in their restarts, even after a crash', async () => {
    const office = new VirtualOffice(names(8), 1);
    office.windows.wantsRestart.add(updateId(1));
    await office.running();
    let most = 0;
    let hasCrashed = false;
    await office.clock.advance(2 * HOUR, async () => {
      const down = [...office.windows.machines.values()].filter((one) => one.offUntil > office.clock.now());
      most = Math.max(most, down.length);
      if (hasCrashed || down.length < 2) return false;
      hasCrashed = true;
      for (const machine of down) machine.offUntil = office.clock.now() + 900_000;
      await office.crash();
      return false;
    });
    expect([hasCrashed, most]).toEqual([true, 2]);
  });
});

describe('a stop', () => {
  it('while restarts wait for their turn lets no further one start', async () => {
    const office = new VirtualOffice(names(10), 1);
    office.windows.wantsRestart.add(updateId(1));
    const task = await office.running();
    const isRestarting = async () => (await records(office, task)).some((record) => record.leg === 'await-boot');
    await office.clock.advance(HOUR, isRestarting);
    await office.clock.advance(20_000);
    await office.desk.stop(office.asker(OLIVIA), { task: task.id });
    await office.clock.advance(120_000);
    const before = restarts(office);
    await office.ended(task);
    expect(restarts(office)).toBe(before);
  });

  it('that comes while a computer is being claimed is not missed', async () => {
    const office = new VirtualOffice(names(1), 1);
    const request = await planned(office);
    const { wsus } = office.store;
    const get = wsus.get.bind(wsus);
    let release: () => void = () => undefined;
    const wait = new Promise<void>((resolve) => {
      release = resolve;
    });
    const task = await office.desk.run(office.asker(OLIVIA), request);
    wsus.get = async (id) => {
      await wait;
      return get(id);
    };
    await office.clock.advance(10);
    await office.desk.stop(office.asker(OLIVIA), { task: task.id });
    wsus.get = get;
    release();
    await office.clock.advance(2 * HOUR);
    expect(installs(office)).toBe(0);
  });

  it('of an install that never arrived closes its key, and gives the approvals back', async () => {
    const office = new VirtualOffice(names(1), 1);
    const task = await office.running();
    let isLost = false;
    let submits = 0;
    office.windows.mishap = (verb) => {
      if (verb !== 'submit') return 'none';
      submits += 1;
      return isLost ? 'lost-request' : 'none';
    };
    await office.clock.advance(HOUR, async () => {
      const isInstalling = (await records(office, task))[0]?.leg === 'install';
      if (isInstalling && !isLost) submits = 0;
      isLost ||= isInstalling;
      return isLost && submits > 0;
    });
    const order = (await office.store.computers.get('fin-ws-01'))?.value.run?.order;
    await office.desk.stop(office.asker(OLIVIA), { task: task.id });
    await office.ended(task);
    isLost = false;
    if (order) await office.windows.submit(office.windows.known('fin-ws-01' as ComputerId), order);
    await office.clock.advance(600_000);
    const computer = (await office.store.computers.get('fin-ws-01'))?.value;
    expect(Object.values(computer?.recommendations ?? {}).map((one) => one.state)).toEqual(['Approved']);
    expect(installs(office)).toBe(0);
  });

  it('reaches every other computer where the document of one is damaged', async () => {
    const office = new VirtualOffice(names(3), 1);
    const task = await office.running();
    const { computers } = office.store;
    const get = computers.get.bind(computers);
    computers.get = async (id) => {
      if (id === 'fin-ws-01') throw damaged(id);
      return get(id);
    };
    await office.clock.advance(5);
    await office.desk.stop(office.asker(OLIVIA), { task: task.id });
    await office.clock.advance(2 * HOUR);
    expect(installs(office)).toBe(0);
  });
});

describe('a damaged document', () => {
  it('of a target does not keep the process from starting, nor its task from ending', async () => {
    const office = new VirtualOffice(names(3), 1);
    const task = await office.running();
    const { targets } = office.store;
    const { update, get } = { update: targets.update.bind(targets), get: targets.get.bind(targets) };
    const demandWhole = (id: string) => {
      if (id.startsWith(`${task.id}.1`)) throw damaged(id);
    };
    targets.update = async (id, change) => {
      demandWhole(id);
      return update(id, change);
    };
    targets.get = async (id) => {
      demandWhole(id);
      return get(id);
    };
    await office.crash();
    expect(await office.ended(task)).toMatchObject({ status: 'Failed', summary: '2 of 3 succeeded, 1 failed' });
  });

  it('of a computer is shown as such, ends its targets, and keeps nothing from the others', async () => {
    const office = new VirtualOffice(names(3), 1);
    await office.scanned();
    const { computers } = office.kept;
    const [get, update] = [computers.get.bind(computers), computers.update.bind(computers)];
    computers.get = async (id) => {
      if (id === 'fin-ws-01') throw damaged(id);
      return get(id);
    };
    computers.update = async (id, change) => {
      if (id === 'fin-ws-01') throw damaged(id);
      return update(id, change);
    };
    const scan = await office.ended(await office.desk.scan(office.asker(OLIVIA), FINANCE));
    expect(scan).toMatchObject({ status: 'Failed', summary: '2 of 3 succeeded, 1 failed' });
    const card = await office.desk.offerRecommendations(office.asker(OLIVIA), FINANCE);
    await office.desk.approve(office.asker(ANIL), card.requestId, { updates: 'all', exceptComputers: [] });
    const { plan } = await office.desk.offerRun(office.asker(OLIVIA), FINANCE);
    expect(plan.rows.map((row) => row.computerId)).toEqual(['fin-ws-02', 'fin-ws-03']);
    const status = await office.desk.status(FINANCE);
    expect(status.rows[0]?.compliance?.reasons).toEqual(['its file is damaged: an administrator must look at it']);
  });
});

describe('a disk that is full', () => {
  async function fullDuring(minutes: number): Promise<{ office: VirtualOffice; code: string; task: Task | undefined }> {
    const office = new VirtualOffice(names(2), 1);
    const request = await planned(office);
    const { targets } = office.store;
    const update = targets.update.bind(targets);
    targets.update = async (id) => {
      throw new PatchbayError('PB804', { name: id, cause: 'no space left' });
    };
    const asked = office.desk.run(office.asker(OLIVIA), request);
    const code = await asked.then(
      () => '',
      (thrown: PatchbayError) => thrown.code,
    );
    await office.clock.advance(minutes * 60_000);
    targets.update = update;
    await office.clock.advance(2 * HOUR);
    return { office, code, task: (await office.store.tasks.get('3'))?.value };
  }

  it('lets a stored run begin when there is room again', async () => {
    const { office, code, task } = await fullDuring(5);
    expect([code, task?.status, installs(office)]).toEqual(['PB305', 'Succeeded', 2]);
  });

  it('for long makes a run that nobody expects any more be dropped, and says so on its card', async () => {
    const { office, code, task } = await fullDuring(60);
    expect([code, task?.status, installs(office)]).toEqual(['PB305', 'Stopped', 0]);
    const entries = await office.store.audit.latest(2);
    expect(entries.map((entry) => entry.what)).toEqual(['refused', 'run']);
    await office.crash();
    await office.clock.advance(2 * HOUR);
    expect(installs(office)).toBe(0);
  });
});

describe('a run', () => {
  it('says of a patch that Windows no longer offers that it was not implemented', async () => {
    const office = new VirtualOffice(names(1), 1);
    const request = await planned(office);
    const needed = office.windows.machines.get('fin-ws-01' as ComputerId)?.needed;
    needed?.clear();
    needed?.add(updateId(9));
    const task = await office.ended(await office.desk.run(office.asker(OLIVIA), request));
    expect((await records(office, task))[0]?.message).toBe('0 of 1 implemented, 1 no longer asked for');
  });

  it('whose operator lost the right before it began does not begin', async () => {
    const office = new VirtualOffice(names(1), 1);
    const request = await planned(office);
    const plan = (await office.store.requests.get(request))?.value.plan;
    if (plan == null) throw new Error('no plan');
    await office.store.operations.create(request, {
      id: request,
      by: 'U0FORMER' as typeof OLIVIA,
      at: office.clock.now(),
      intent: { kind: 'run', groupId: FINANCE, plan, until: null, opening: null },
      conversation: 'C0PATCHING',
      taskId: '9' as Task['id'],
      done: null,
      skipped: [],
    });
    await office.crash();
    await office.clock.advance(2 * HOUR);
    expect(installs(office)).toBe(0);
    expect((await office.desk.runView(request)).decided?.as).toBe('refused: the right was withdrawn meanwhile');
  });
});
