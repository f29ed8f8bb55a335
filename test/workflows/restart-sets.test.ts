import { beforeEach, describe, expect, it } from 'vitest';
import type { ComputerId, Instant } from '../../src/domain/ids.js';
import type { Task } from '../../src/domain/task.js';
import { updateId } from '../support/samples.js';
import { ADA, ANIL, FINANCE, OLIVIA, VirtualOffice } from '../support/virtual-office.js';

const COMPUTERS = ['fin-ws-01', 'fin-ws-02', 'fin-ws-03'] as ComputerId[];
const [ONE, TWO, THREE] = COMPUTERS as [ComputerId, ComputerId, ComputerId];
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let office: VirtualOffice;

async function officeWith(sets: Record<string, readonly ComputerId[]>): Promise<void> {
  office = new VirtualOffice(COMPUTERS, 1);
  office.windows.wantsRestart.add(updateId(1));
  office.restartSets = new Map(Object.entries(sets));
  await office.crash();
}

beforeEach(async () => {
  await officeWith({ sql: [ONE, TWO] });
});

const machine = (id: ComputerId) => {
  const found = office.windows.machines.get(id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
};

const waits = async (task: Task) => (await office.engine.records(task)).map(({ restartWait }) => restartWait);

/** Plays on, and says which computers were ever down together. */
async function downTogether(task: Task): Promise<ReadonlySet<string>> {
  const seen = new Set<string>();
  await office.clock.advance(24 * HOUR, async () => {
    const down = COMPUTERS.filter((id) => machine(id).isOff);
    if (down.length > 1) seen.add(down.join('+'));
    return (await office.store.tasks.get(task.id))?.value.endedAt != null;
  });
  return seen;
}

describe('a set that never restarts together', () => {
  it('restarts one by one, while others restart as they like', async () => {
    const task = await office.running();
    const together = await downTogether(task);
    expect([...together].some((down) => down.includes(ONE) && down.includes(TWO))).toBe(false);
    expect(COMPUTERS.map((id) => machine(id).restarts)).toEqual([1, 1, 1]);
    expect((await office.ended(task)).summary).toBe('3 of 3 succeeded');
  });

  it('says whom the others wait for', async () => {
    const task = await office.running();
    const isWaiting = async () => (await waits(task)).some((wait) => wait?.for === 'set');
    expect(await office.clock.advance(2 * HOUR, isWaiting)).toBe(true);
    const [wait] = (await waits(task)).filter((one) => one !== null);
    expect(wait).toMatchObject({ for: 'set', set: 'sql' });
    const messages = (await office.engine.records(task)).map(({ message }) => message);
    expect(messages).toContainEqual(
      expect.stringMatching(/^waits until fin-ws-0[12] is back in service: sql never restart together$/),
    );
  });

  it('goes on with the next one when the one before has settled, over a restart of the bot, too', async () => {
    const task = await office.running();
    await office.clock.advance(2 * HOUR, async () => COMPUTERS.some((id) => machine(id).isOff));
    await office.crash();
    expect([...(await downTogether(task))].some((down) => down.includes(ONE) && down.includes(TWO))).toBe(false);
    expect((await office.ended(task)).summary).toBe('3 of 3 succeeded');
  });

  it('does not go on into the trap of one that does not come back, until that one is met again', async () => {
    const task = await office.running();
    let first: ComputerId | null = null;
    await office.clock.advance(2 * HOUR, async () => {
      first = [ONE, TWO].find((id) => machine(id).isOff) ?? null;
      return first !== null;
    });
    const lost = first ?? ONE;
    const other = lost === ONE ? TWO : ONE;
    machine(lost).offUntil = Number.MAX_SAFE_INTEGER;
    await office.clock.advance(6 * HOUR);
    const record = (await office.engine.records(task)).find(({ computerId }) => computerId === lost);
    expect(record?.failure).toMatchObject({ code: 'PB506' });
    expect(machine(other).restarts).toBe(0);
    expect(await waits(task)).toContainEqual({ for: 'set', set: 'sql', computer: lost });
    await office.crash();
    await office.clock.advance(HOUR);
    expect(machine(other).restarts).toBe(0);
    machine(lost).offUntil = 0;
    await office.desk.scan(office.asker(OLIVIA), FINANCE);
    await office.ended(task);
    expect(machine(other).restarts).toBe(1);
  });

  it('is drained one by one, too, and the next one waits until the one before is in service again', async () => {
    office.hooks = { before: 'C:\\S\\drain.ps1', beforeRestart: null, after: 'C:\\S\\resume.ps1', timeoutSeconds: 600 };
    await office.ended(await office.running());
    const spans = [ONE, TWO].map((id) => machine(id).hooks.map(({ at }) => at) as [Instant, Instant]);
    const [before, after] = spans.sort((a, b) => a[0] - b[0]);
    expect(before?.[1]).toBeLessThan(after?.[0] ?? 0);
  });

  it('keeps the others from being drained while one could not be put into service again', async () => {
    office.hooks = { before: 'C:\\S\\drain.ps1', beforeRestart: null, after: 'C:\\S\\resume.ps1', timeoutSeconds: 600 };
    for (const id of [ONE, TWO]) machine(id).hookEnds.set('after', 1);
    const task = await office.running();
    await office.clock.advance(12 * HOUR);
    expect([ONE, TWO].map((id) => machine(id).hooks.length).sort()).toEqual([0, 2]);
    await office.desk.stop(office.asker(OLIVIA), { task: task.id });
    await office.ended(task);
  });

  it('are the domain controllers of one domain, without anybody saying so', async () => {
    await officeWith({});
    for (const id of COMPUTERS) machine(id).role = 'domain-controller';
    const task = await office.running();
    expect(await downTogether(task)).toEqual(new Set());
    expect((await office.ended(task)).summary).toBe('3 of 3 succeeded');
  });
});

describe('the computer that WSUS runs on, and the one that the bot runs on', () => {
  it('begin when all others are over, one after the other, and are no canary computers', async () => {
    await officeWith({});
    office.last = [TWO, ONE];
    await office.crash();
    await office.scanned();
    const card = await office.desk.offerRecommendations(office.asker(OLIVIA), FINANCE);
    await office.desk.approve(office.asker(ANIL), card.requestId, { updates: 'all', exceptComputers: [] });
    const { plan, requestId } = await office.desk.offerRun(office.asker(OLIVIA), FINANCE);
    expect(plan).toMatchObject({
      last: [TWO, ONE],
      rows: [{ computerId: THREE }, { computerId: TWO }, { computerId: ONE }],
    });
    await office.desk.setRunOptions(office.asker(OLIVIA), requestId, {
      ...{ mode: 'install', restart: 'group', canaries: [ONE], atOnce: 1, stopAfterFailures: null },
    });
    const task = await office.ended(await office.desk.run(office.asker(OLIVIA), requestId));
    expect(task.summary).toBe('3 of 3 succeeded');
    const boots = [THREE, TWO, ONE].map((id) => machine(id).bootedAt);
    expect(boots).toEqual([...boots].sort((a, b) => a - b));
    const records = new Map((await office.engine.records(task)).map((record) => [record.computerId, record]));
    expect(records.get(TWO)?.startedAt).toBeGreaterThanOrEqual(records.get(THREE)?.endedAt ?? 0);
    expect(records.get(ONE)?.startedAt).toBeGreaterThanOrEqual(records.get(TWO)?.endedAt ?? 0);
  });

  it('do not wait where a run has nobody else', async () => {
    await officeWith({});
    office.last = [ONE];
    for (const id of [TWO, THREE]) machine(id).needed.clear();
    await office.crash();
    expect((await office.ended(await office.running())).summary).toBe('1 of 1 succeeded');
  });
});

describe('a set of which one is down by itself, or lost', () => {
  const isAt = (id: ComputerId, leg: string, phase: string) => async () => {
    const run = (await office.store.computers.get(id))?.value.run;
    return run?.leg === leg && run.phase === phase;
  };

  it('keeps the place of one that restarts, though another one goes down by itself and is back before it', async () => {
    await officeWith({ sql: COMPUTERS });
    const task = await office.running();
    machine(ONE).offUntil = Number.MAX_SAFE_INTEGER;
    let first = TWO;
    await office.clock.advance(2 * HOUR, async () => {
      first = [TWO, THREE].find((id) => machine(id).isOff) ?? TWO;
      return machine(first).isOff;
    });
    machine(first).offUntil = office.clock.now() + 25 * MINUTE;
    machine(ONE).offUntil = 0;
    await office.clock.advance(HOUR, isAt(ONE, 'install', 'poll'));
    machine(ONE).restart();
    await office.clock.advance(20 * MINUTE);
    const other = first === TWO ? THREE : TWO;
    expect([machine(first).isOff, machine(other).restarts]).toEqual([true, 0]);
    await office.ended(task);
    expect(machine(other).restarts).toBe(1);
  });

  it('does not go on while one is lost whose restart may have begun', async () => {
    const task = await office.running();
    let lost = ONE;
    office.windows.mishap = (verb, id) => (verb === 'submit' && id === lost ? 'lost-reply' : 'none');
    await office.clock.advance(2 * HOUR, async () => {
      const isOut = await Promise.all([ONE, TWO].map((id) => isAt(id, 'restart', 'submit')()));
      lost = isOut[1] ? TWO : ONE;
      return isOut.includes(true);
    });
    await office.clock.advance(2 * HOUR, async () => machine(lost).isOff);
    machine(lost).offUntil = Number.MAX_SAFE_INTEGER;
    await office.clock.advance(30 * HOUR);
    const other = lost === ONE ? TWO : ONE;
    const record = (await office.engine.records(task)).find(({ computerId }) => computerId === lost);
    expect(record?.failure).toMatchObject({ code: 'PB504' });
    expect(machine(other).restarts).toBe(0);
    expect(await waits(task)).toContainEqual({ for: 'set', set: 'sql', computer: lost });
  });

  it('goes on without one that was lost, once that one is retired', async () => {
    const task = await office.running();
    await office.clock.advance(2 * HOUR, async () => machine(ONE).isOff || machine(TWO).isOff);
    const [lost, other] = machine(ONE).isOff ? [ONE, TWO] : [TWO, ONE];
    machine(lost).offUntil = Number.MAX_SAFE_INTEGER;
    await office.clock.advance(6 * HOUR);
    await office.desk.stop(office.asker(OLIVIA), { task: task.id });
    await office.ended(task);
    await office.desk.retire(office.asker(ADA), lost);
    machine(other).needed.add(updateId(1));
    machine(other).restart();
    await office.clock.advance(MINUTE);
    const before = machine(other).restarts;
    machine(other).needed.add(updateId(1));
    machine(other).installed.clear();
    await office.ended(await office.running());
    expect(machine(other).restarts).toBe(before + 1);
  });
});

describe('a set of which one could not be put into service again', () => {
  let task: Task;
  let out: ComputerId;
  let other: ComputerId;

  const kept = async (id: ComputerId) => (await office.store.computers.get(id))?.value;
  const isScannedSince = (id: ComputerId, since: Instant) => async () => {
    const scan = (await kept(id))?.scan;
    return scan != null && scan.startedAt >= since;
  };
  const touched = () => [machine(other).hooks.length, machine(other).restarts];
  const shown = async (by = OLIVIA) => (await office.desk.offerConfirm(office.asker(by), out)).hash;
  const own = async () => {
    await office.store.groups.update(FINANCE, (group) => group && { ...group, owners: [OLIVIA] });
    await office.book.refresh();
  };

  /** What is approved, once more. */
  const runs = async (): Promise<Task> => {
    await office.scanned();
    const { requestId } = await office.desk.offerRun(office.asker(OLIVIA), FINANCE);
    return office.desk.run(office.asker(OLIVIA), requestId);
  };

  /** One has failed to be put into service, and answers; the other one waits for it. */
  beforeEach(async () => {
    office.hooks = { before: 'C:\\S\\drain.ps1', beforeRestart: null, after: 'C:\\S\\resume.ps1', timeoutSeconds: 600 };
    for (const id of [ONE, TWO]) machine(id).hookEnds.set('after', 1);
    task = await office.running();
    const isOut = (id: ComputerId) => machine(id).hooks.some(({ phase }) => phase === 'after');
    await office.clock.advance(12 * HOUR, async () => isOut(ONE) || isOut(TWO));
    [out, other] = isOut(ONE) ? [ONE, TWO] : [TWO, ONE];
    await office.clock.advance(HOUR, async () => (await kept(out))?.run === null);
    machine(other).hookEnds.clear();
  });

  const scansOut = async () => {
    const since = office.clock.now();
    await office.desk.scan(office.asker(OLIVIA), FINANCE);
    expect(await office.clock.advance(HOUR, isScannedSince(out, since))).toBe(true);
    await office.clock.advance(HOUR);
  };

  it('does not go on because that one was scanned, nor because the bot was started again', async () => {
    await scansOut();
    expect(touched()).toEqual([0, 0]);
    await office.crash();
    await office.clock.advance(6 * HOUR);
    expect(touched()).toEqual([0, 0]);
    expect(await waits(task)).toContainEqual({ for: 'set', set: 'sql', computer: out });
    const failure = (await office.engine.records(task)).find(({ computerId }) => computerId === out)?.failure;
    expect(failure?.details.nextStep).toContain(`into service, then say /patch confirm ${out}.`);
    expect((await office.desk.status(out)).rows[0]?.outOfService).toMatchObject({ code: 'PB422' });
  });

  it('goes on when an owner says that it is back in service', async () => {
    await own();
    const view = await office.desk.offerConfirm(office.asker(OLIVIA), out);
    expect(view).toMatchObject({ why: { code: 'PB422' }, outOfServiceSince: (await kept(out))?.outOfServiceSince });
    const asker = office.asker(OLIVIA);
    expect(await office.desk.confirm(asker, out, view.hash)).toBe('service');
    expect(await office.desk.confirm(asker, out, view.hash)).toBe('service');
    await expect(office.desk.confirm(office.asker(OLIVIA), out, view.hash)).rejects.toMatchObject({ code: 'PB302' });
    const lines = (await office.store.audit.latest(50)).filter(({ what }) => what === 'back-in-service');
    expect(lines).toMatchObject([{ who: OLIVIA, on: out, detail: `${out} is said to be back in service` }]);
    await office.ended(task);
    expect(touched()).toEqual([2, 1]);
    expect((await office.desk.offerConfirm(office.asker(OLIVIA), out)).why).toBeNull();
  });

  it('takes the word of nobody else for it, and not from a card that is older than the last failure', async () => {
    await expect(shown(OLIVIA)).rejects.toMatchObject({ code: 'PB104' });
    const hash = await shown(ADA);
    await expect(office.desk.confirm(office.asker(OLIVIA), out, hash)).rejects.toMatchObject({ code: 'PB104' });
    await office.clock.advance(MINUTE);
    const again = office.clock.now();
    await office.store.computers.update(out, (value) => value && { ...value, outOfServiceSince: again });
    await expect(office.desk.confirm(office.asker(ADA), out, hash)).rejects.toMatchObject({ code: 'PB302' });
    await office.clock.advance(6 * HOUR);
    expect(touched()).toEqual([0, 0]);
  });

  it('asks first which machine it is, and that answer does not put it into service', async () => {
    machine(out).machineId = 'another-machine';
    const view = await office.desk.offerConfirm(office.asker(ADA), out);
    expect(view.why?.code).toBe('PB404');
    expect(await office.desk.confirm(office.asker(ADA), out, view.hash)).toBe('identity');
    await office.clock.advance(6 * HOUR);
    expect(touched()).toEqual([0, 0]);
    await office.desk.confirm(office.asker(ADA), out, await shown(ADA));
    await office.ended(task);
    expect(touched()).toEqual([2, 1]);
  });

  it('goes on when a later run has put that one into service', async () => {
    await office.desk.stop(office.asker(OLIVIA), { task: task.id });
    await office.ended(task);
    machine(out).hookEnds.clear();
    machine(out).needed.add(updateId(1));
    machine(out).installed.clear();
    const later = await office.ended(await office.running());
    expect(later.summary).toContain('succeeded');
    expect((await kept(out))?.outOfServiceSince).toBeNull();
    expect(touched()).toEqual([2, 1]);
  });

  it('goes on without that one once it is retired, and waits for it again once it is brought back', async () => {
    await office.desk.stop(office.asker(OLIVIA), { task: task.id });
    await office.ended(task);
    await office.desk.retire(office.asker(ADA), out);
    await office.desk.bringBack(office.asker(ADA), out);
    task = await runs();
    await office.clock.advance(6 * HOUR);
    expect(touched()).toEqual([0, 0]);
    await office.desk.stop(office.asker(OLIVIA), { task: task.id });
    await office.ended(task);
    await office.desk.retire(office.asker(ADA), out);
    await office.ended(await runs());
    expect(touched()).toEqual([2, 1]);
  });
});
