import { describe, expect, it } from 'vitest';
import type { ComputerId } from '../../src/domain/ids.js';
import type { Task } from '../../src/domain/task.js';
import type { PretendComputer } from '../support/pretend-computer.js';
import { ADA, ANIL, FINANCE, OLIVIA, VERA, VirtualOffice } from '../support/virtual-office.js';

const MINUTE = 60_000;
const [ONE, TWO] = ['fin-ws-01', 'fin-ws-02'] as [ComputerId, ComputerId];
const OTHER = '99999999-9999-4999-8999-999999999999';

function machine(office: VirtualOffice, id: ComputerId): PretendComputer {
  const found = office.windows.machines.get(id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
}

async function codes(office: VirtualOffice, task: Task): Promise<readonly (string | undefined)[]> {
  return (await office.engine.records(task)).map(({ failure }) => failure?.code);
}

const scan = async (office: VirtualOffice) => office.ended(await office.desk.scan(office.asker(OLIVIA), FINANCE));
const kept = async (office: VirtualOffice, id: ComputerId) => (await office.store.computers.get(id))?.value;
/** What was said to a computer. */
function heard(office: VirtualOffice): string[] {
  const calls: string[] = [];
  office.windows.mishap = (verb, id) => {
    calls.push(`${verb} ${id}`);
    return 'none';
  };
  return calls;
}

async function confirmed(office: VirtualOffice, id: ComputerId, by = ADA): Promise<void> {
  const { hash } = await office.desk.offerConfirm(office.asker(by), id);
  await office.desk.confirm(office.asker(by), id, hash);
}

describe('another machine in a computer’s place', () => {
  async function replacedMachine(): Promise<VirtualOffice> {
    const office = new VirtualOffice([ONE, TWO], 1);
    await office.scanned();
    machine(office, ONE).machineId = OTHER;
    return office;
  }

  it('is noticed before anything runs there, and then nobody logs on until a person has decided', async () => {
    const office = await replacedMachine();
    expect(await codes(office, await scan(office))).toEqual(['PB404', undefined]);
    const calls = heard(office);
    await office.crash();
    expect(await codes(office, await scan(office))).toEqual(['PB404', undefined]);
    expect(calls.filter((call) => call.endsWith(ONE))).toEqual([]);
    const row = (await office.desk.status(ONE)).rows[0];
    expect(row?.blocked).toMatchObject({ code: 'PB404' });
  });

  it('is shown beside the known one, and nothing but a look is taken for that', async () => {
    const office = await replacedMachine();
    await scan(office);
    const calls = heard(office);
    const view = await office.desk.offerConfirm(office.asker(ADA), ONE);
    expect(view.known).toMatchObject({ computerName: 'FIN-WS-01', domain: 'CORP' });
    expect(view.answers).toEqual({ computerName: 'FIN-WS-01', domain: 'CORP', machineId: OTHER });
    expect(view.why?.code).toBe('PB404');
    expect(calls).toEqual([`identify ${ONE}`]);
  });

  it('becomes the computer when an administrator says so; what the former one told is forgotten', async () => {
    const office = await replacedMachine();
    await scan(office);
    await confirmed(office, ONE);
    expect(await kept(office, ONE)).toMatchObject({ machineId: OTHER, doubt: null, scan: null, facts: null });
    expect(await office.store.audit.latest(5)).toContainEqual(
      expect.objectContaining({ who: ADA, what: 'confirm-computer', on: ONE, detail: expect.stringContaining(OTHER) }),
    );
    expect(await codes(office, await scan(office))).toEqual([undefined, undefined]);
  });

  it('is not confirmed by who may not, nor where meanwhile something else answers, nor twice', async () => {
    const office = await replacedMachine();
    await scan(office);
    for (const person of [OLIVIA, ANIL, VERA])
      await expect(office.desk.offerConfirm(office.asker(person), ONE)).rejects.toMatchObject({ code: 'PB104' });
    const { hash } = await office.desk.offerConfirm(office.asker(ADA), ONE);
    machine(office, ONE).machineId = OTHER.replace('9', '8');
    await expect(office.desk.confirm(office.asker(ADA), ONE, hash)).rejects.toMatchObject({ code: 'PB302' });
    machine(office, ONE).machineId = OTHER;
    await office.desk.confirm(office.asker(ADA), ONE, hash);
    await expect(office.desk.confirm(office.asker(ADA), ONE, hash)).rejects.toMatchObject({ code: 'PB302' });
  });

  it('that comes in the middle of a run gets no job of it', async () => {
    const office = new VirtualOffice([ONE, TWO], 2);
    await office.running();
    await office.clock.advance(2 * MINUTE, () => machine(office, ONE).installs.size > 0);
    const calls = heard(office);
    const before = machine(office, ONE);
    const after = office.windows.add(ONE, [...before.needed]);
    after.machineId = OTHER;
    await office.clock.advance(120 * MINUTE);
    expect(after.installs.size).toBe(0);
    expect(calls.filter((call) => call === `submit ${ONE}`)).toEqual([]);
    const computer = await kept(office, ONE);
    expect(computer?.doubt?.kind).toBe('other');
    expect(Object.values(computer?.recommendations ?? {}).map(({ state }) => state)).not.toContain('Implemented');
  });

  it('gets no job that was made for the former one, however often its submission failed', async () => {
    const office = new VirtualOffice([ONE], 1);
    await office.scanned();
    const seen: string[] = [];
    office.windows.mishap = (verb) => {
      seen.push(verb);
      if (verb !== 'submit') return 'none';
      machine(office, ONE).machineId = OTHER;
      return 'lost-request';
    };
    expect(await codes(office, await scan(office))).toEqual(['PB404']);
    expect(seen.filter((verb) => verb === 'submit')).toHaveLength(1);
  });

  it.each(['submit', 'poll', 'acknowledge'])(
    'that comes right before a %s is told nothing, and is met',
    async (verb) => {
      const office = new VirtualOffice([ONE, TWO], 1);
      await office.scanned();
      const calls: string[] = [];
      office.windows.mishap = (asked, id) => {
        if (id !== ONE) return 'none';
        if (asked === verb && !calls.includes(verb)) office.windows.add(ONE, []).machineId = OTHER;
        calls.push(asked);
        return 'none';
      };
      const task = await scan(office);
      expect(await codes(office, task)).toEqual(['PB404', undefined]);
      expect(calls.slice(-2)).toEqual([verb, 'prepare']);
      expect(machine(office, ONE)).toMatchObject({ begun: [], hasToolkit: false });
      expect((await kept(office, ONE))?.doubt).toMatchObject({ kind: 'other', answers: { machineId: OTHER } });
      const [target] = await office.engine.records(task);
      expect(target?.message).toContain('/patch confirm fin-ws-01');
    },
  );

  it('that comes right before a stop is told nothing, and is met', async () => {
    const office = new VirtualOffice([ONE, TWO], 2);
    const task = await office.running();
    await office.clock.advance(2 * MINUTE, () => machine(office, ONE).installs.size > 0);
    const calls: string[] = [];
    office.windows.mishap = (asked, id) => {
      if (id !== ONE) return 'none';
      if (asked === 'stop') office.windows.add(ONE, []).machineId = OTHER;
      calls.push(asked);
      return 'none';
    };
    await office.desk.stop(office.asker(OLIVIA), { task: task.id });
    await office.ended(task);
    expect(calls.slice(-2)).toEqual(['stop', 'prepare']);
    expect((await codes(office, task))[0]).toBe('PB404');
    expect(machine(office, ONE)).toMatchObject({ begun: [], hasToolkit: false });
    expect((await kept(office, ONE))?.doubt?.kind).toBe('other');
  });

  it('that is gone again when it is looked for ends what was going on: no job is safe between the two', async () => {
    const office = new VirtualOffice([ONE], 1);
    await office.scanned();
    const own = machine(office, ONE);
    office.windows.mishap = (verb) => {
      if (verb === 'poll') office.windows.add(ONE, []).machineId = OTHER;
      if (verb === 'prepare') office.windows.machines.set(ONE, own);
      return 'none';
    };
    expect(await codes(office, await scan(office))).toEqual(['PB404']);
    office.windows.mishap = () => 'none';
    expect(await codes(office, await scan(office))).toEqual([undefined]);
  });

  it('gets nothing at the first meeting, where its name is not the one that is expected', async () => {
    const office = new VirtualOffice([ONE, TWO], 1);
    office.expected = (id) => ({ name: id === ONE ? 'FINANCE-1' : null, isImported: false });
    await office.ended(await office.desk.sync(office.asker(OLIVIA)));
    expect(await codes(office, await scan(office))).toEqual(['PB404', undefined]);
    expect([ONE, TWO].map((id) => machine(office, id).hasToolkit)).toEqual([false, true]);
  });

  it('is told by its name alone, too, and by its domain; not by how they are written', async () => {
    const office = new VirtualOffice([ONE, TWO], 1);
    await office.scanned();
    machine(office, ONE).computerName = 'FIN-WS-77';
    machine(office, TWO).domain = 'corp';
    expect(await codes(office, await scan(office))).toEqual(['PB404', undefined]);
    machine(office, TWO).domain = 'ELSEWHERE';
    expect(await codes(office, await scan(office))).toEqual(['PB404', 'PB404']);
  });

  it('is noticed at the first meeting where the configuration says the name', async () => {
    const office = new VirtualOffice([ONE, TWO], 1);
    office.expected = (id) => ({ name: id === ONE ? 'FINANCE-1' : id === TWO ? 'fin-ws-02' : null, isImported: false });
    await office.ended(await office.desk.sync(office.asker(OLIVIA)));
    expect(await codes(office, await scan(office))).toEqual(['PB404', undefined]);
  });
});

describe('two computers that are one machine', () => {
  it('are both refused until a person says which of them it is', async () => {
    const office = new VirtualOffice([ONE, TWO], 1);
    await office.ended(await office.desk.sync(office.asker(OLIVIA)));
    machine(office, TWO).machineId = machine(office, ONE).machineId;
    expect(await codes(office, await scan(office))).toEqual(['PB420', 'PB420']);
    expect(await codes(office, await scan(office))).toEqual(['PB420', 'PB420']);
    await confirmed(office, ONE);
    expect(await codes(office, await scan(office))).toEqual([undefined, 'PB420']);
    await expect(confirmed(office, TWO)).rejects.toMatchObject({ code: 'PB420' });
    machine(office, TWO).machineId = OTHER;
    await confirmed(office, TWO);
    expect(await codes(office, await scan(office))).toEqual([undefined, undefined]);
  });
});

describe('an imported computer', () => {
  it('is not logged on to before an administrator has confirmed it', async () => {
    const office = new VirtualOffice([ONE, TWO], 1);
    office.expected = (id) => ({ name: null, isImported: id === ONE });
    await office.ended(await office.desk.sync(office.asker(OLIVIA)));
    expect(await codes(office, await scan(office))).toEqual(['PB421', undefined]);
    const view = await office.desk.offerConfirm(office.asker(ADA), ONE);
    expect(view).toMatchObject({ answers: null, known: null, why: { code: 'PB421' } });
    expect(office.accounts.logons).not.toContain(ONE);
    await office.desk.confirm(office.asker(ADA), ONE, view.hash);
    expect(await codes(office, await scan(office))).toEqual([undefined, undefined]);
  });
});

describe('the way to a computer', () => {
  it('is told once in the log of a target, and with the status', async () => {
    const office = new VirtualOffice([ONE, TWO], 1);
    const task = await office.ended(await office.running());
    const way = 'Negotiate (NTLM) over HTTP, sealed, because over http nothing else is sealed';
    const logs = (await office.engine.records(task)).map(({ log }) => log.map(({ text }) => text));
    expect(logs.map((lines) => lines.filter((line) => line.startsWith('reached by')))).toEqual([
      [`reached by ${way}`],
      [`reached by ${way}`],
    ]);
    expect((await office.desk.status(ONE)).rows).toMatchObject([{ computerId: ONE, way }]);
  });

  it('is told again where it is another one now, and forgotten with the machine', async () => {
    const office = new VirtualOffice([ONE], 1);
    await office.scanned();
    const [own, basic] = [machine(office, ONE), 'Basic over HTTPS, because the configuration says so'];
    office.windows.mishap = (verb) => {
      if (verb === 'acknowledge') own.way = basic;
      return 'none';
    };
    await scan(office);
    await scan(office);
    expect((await office.desk.status(ONE)).rows[0]?.way).toBe(basic);
    own.machineId = OTHER;
    await scan(office);
    await confirmed(office, ONE);
    expect((await office.desk.status(ONE)).rows[0]?.way).toBeNull();
  });
});

describe('a clock that is off', () => {
  it('is told of with the target and the status, and is no reason to believe in a restart', async () => {
    const office = new VirtualOffice([ONE, TWO], 1);
    await office.ended(await office.desk.sync(office.asker(OLIVIA)));
    machine(office, ONE).skewMs = 12 * MINUTE;
    machine(office, TWO).skewMs = -4 * MINUTE;
    const task = await scan(office);
    const [first, second] = await office.engine.records(task);
    expect(first?.message).toContain('its clock is 12 min ahead; correct it');
    expect(first?.log.filter(({ level }) => level === 'warn').map(({ text }) => text)).toEqual([
      'its clock is 12 min ahead; correct it',
    ]);
    expect(second?.message).not.toContain('clock');
    expect((await office.desk.status(FINANCE)).rows.map(({ skewMs }) => skewMs)).toEqual([12 * MINUTE, null]);
  });

  it('gives a job its time by that clock: no window is longer or shorter for it', async () => {
    const office = new VirtualOffice([ONE], 1);
    await office.scanned();
    machine(office, ONE).skewMs = -90 * MINUTE;
    await scan(office);
    const card = await office.desk.offerRecommendations(office.asker(OLIVIA), FINANCE);
    await office.desk.approve(office.asker(ANIL), card.requestId, { updates: 'all', exceptComputers: [] });
    const plan = await office.desk.offerRun(office.asker(OLIVIA), FINANCE);
    const task = await office.ended(await office.desk.run(office.asker(OLIVIA), plan.requestId));
    expect(await codes(office, task)).toEqual([undefined]);
  });
});
