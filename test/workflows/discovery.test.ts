import { beforeEach, describe, expect, it } from 'vitest';
import type { ComputerId, GroupId } from '../../src/domain/ids.js';
import type { ImportOrder } from '../../src/domain/importing.js';
import type { WsusClient } from '../../src/domain/patch.js';
import { ADA, ANIL, FINANCE, OLIVIA, VirtualOffice } from '../support/virtual-office.js';

const ONE = 'fin-ws-01' as ComputerId;
const NEW = 'hr-ws-01' as ComputerId;
const NEWER = 'hr-ws-02' as ComputerId;

let office: VirtualOffice;

beforeEach(async () => {
  office = new VirtualOffice([ONE, 'fin-ws-02'], 1);
  await office.scanned();
  office.windows.add(NEW, []);
  office.windows.add(NEWER, []);
  await clientsAre('fin-ws-01.corp.example', 'hr-ws-01.corp.example', 'hr-ws-02.corp.example');
});

async function clientsAre(...names: readonly string[]): Promise<void> {
  const clients = names.map(
    (name, n): WsusClient => ({ name, clientId: `id-${n}`, os: 'Windows 11', reportedAt: null }),
  );
  await office.store.wsus.update('wsus', (value) => (value === null ? null : { ...value, clients }));
}

const order = (over: Partial<ImportOrder> = {}): ImportOrder => {
  return { clients: 'all', profile: office.office.roster.profiles[0] ?? '', scheme: 'https', group: FINANCE, ...over };
};

const imported = (over: Partial<ImportOrder> = {}) => office.desk.importFromWsus(office.asker(ADA), order(over));

async function confirmed(): Promise<readonly ComputerId[]> {
  const { hash } = await office.desk.importView(ADA);
  return office.desk.confirmImported(office.asker(ADA), hash);
}

const finance = (): readonly ComputerId[] => office.book.group(FINANCE)?.computers ?? [];
const operations = async () => (await office.store.audit.latest(50)).map(({ what }) => what);

describe('an import from WSUS', () => {
  it('offers the clients that are not known', async () => {
    const { candidates, waiting } = await office.desk.importView(ADA);
    expect(candidates.map(({ id, client }) => [id, client.name])).toEqual([
      [NEW, 'hr-ws-01.corp.example'],
      [NEWER, 'hr-ws-02.corp.example'],
    ]);
    expect(waiting).toEqual([]);
  });

  it('names clients that share a SusClientId', async () => {
    await office.store.wsus.update('wsus', (value) => {
      return value && { ...value, clients: value.clients.map((client) => ({ ...client, clientId: 'cloned' })) };
    });
    const [first] = (await office.desk.importView(ADA)).candidates;
    expect(first?.twins).toContain('hr-ws-02.corp.example');
  });

  it('calls a computer by its whole name where two have the same short one', async () => {
    await clientsAre('app.one.example', 'app.two.example', 'fin-ws-01.corp.example');
    const { candidates } = await office.desk.importView(ADA);
    expect(candidates.map(({ id }) => id)).toEqual(['app.one.example', 'app.two.example']);
  });

  it('adds them to a group at once, and nobody is logged on to before an administrator confirms it', async () => {
    expect(await imported()).toEqual([NEW, NEWER]);
    expect(finance()).toContain(NEW);
    await office.ended(await office.desk.scan(office.asker(OLIVIA), FINANCE));
    expect((await office.store.computers.get(NEW))?.value.machineId ?? null).toBeNull();
    expect(await confirmed()).toEqual([NEW, NEWER]);
    await office.ended(await office.desk.scan(office.asker(OLIVIA), FINANCE));
    expect((await office.store.computers.get(NEW))?.value.machineId).not.toBeNull();
    expect(await operations()).toEqual(expect.arrayContaining(['import-computers', 'confirm-imported']));
  });

  it('takes effect once, however often it is delivered, and is there after a crash', async () => {
    const asker = office.asker(ADA);
    await office.desk.importFromWsus(asker, order());
    expect(await office.desk.importFromWsus(asker, order())).toEqual([NEW, NEWER]);
    await office.crash();
    expect(office.office.computers()).toContain(NEW);
    expect(finance().filter((id) => id === NEW)).toHaveLength(1);
    expect((await operations()).filter((what) => what === 'import-computers')).toHaveLength(1);
  });

  it('is for administrators', async () => {
    await expect(office.desk.importView(ANIL)).rejects.toMatchObject({ code: 'PB104' });
    await expect(office.desk.importFromWsus(office.asker(OLIVIA), order())).rejects.toMatchObject({ code: 'PB104' });
    await expect(office.desk.suggest(OLIVIA, 'wsus-clients', { typed: '', group: null })).rejects.toMatchObject({
      code: 'PB104',
    });
  });

  it('takes no client that is gone, and no profile that is not configured', async () => {
    await expect(imported({ clients: ['no-such'] })).rejects.toMatchObject({ code: 'PB302' });
    await expect(imported({ profile: 'domain-admin' })).rejects.toMatchObject({ code: 'PB113' });
    await expect(imported({ clients: [] })).rejects.toMatchObject({ code: 'PB113' });
  });

  it('leaves out the group that was deleted meanwhile, and says so', async () => {
    await imported({ group: 'gone' as GroupId });
    expect(office.office.computers()).toContain(NEW);
    expect(JSON.stringify(await lastOperation())).toContain('the group gone is gone');
  });

  it('confirms those that were shown, and no others', async () => {
    await imported({ clients: [NEW] });
    const { hash } = await office.desk.importView(ADA);
    await imported({ clients: [NEWER] });
    await expect(office.desk.confirmImported(office.asker(ADA), hash)).rejects.toMatchObject({ code: 'PB302' });
  });
});

async function lastOperation() {
  const all = await Promise.all((await office.store.operations.ids()).map((id) => office.store.operations.get(id)));
  return all.map((one) => one?.value).sort((a, b) => (b?.at ?? 0) - (a?.at ?? 0));
}

describe('a file of computers', () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  const defaults = () => ({ profile: office.office.roster.profiles[0] ?? null, group: FINANCE });

  it('is shown before it is added, and added as it was shown', async () => {
    const file = bytes('name;host;scheme\nhr-ws-01;hr-ws-01.corp.example;http\nhr-ws-02;;\n');
    const { computers, problems, hash } = await office.desk.previewFile(ADA, file, defaults());
    expect(problems).toEqual([]);
    expect(computers.map(({ id, host, port, group }) => [id, host, port, group])).toEqual([
      [NEW, 'hr-ws-01.corp.example', 5985, FINANCE],
      [NEWER, NEWER, 5986, FINANCE],
    ]);
    await expect(
      office.desk.importFile(office.asker(ADA), bytes('name\nother\n'), defaults(), hash),
    ).rejects.toMatchObject({ code: 'PB302' });
    await office.desk.importFile(office.asker(ADA), file, defaults(), hash);
    expect(finance()).toEqual([ONE, 'fin-ws-02', NEW, NEWER].sort());
  });

  it('adds nothing where a line is wrong', async () => {
    const file = bytes('name,credentials,group\nfin-ws-01,,\nhr-ws-01,nobody,\nhr-ws-02,,nowhere\n');
    const { problems, hash } = await office.desk.previewFile(ADA, file, defaults());
    expect(problems.map(({ line, text }) => [line, text.slice(0, 25)])).toEqual([
      [2, 'fin-ws-01 is known alread'],
      [3, 'there is no profile nobod'],
      [4, 'there is no group nowhere'],
    ]);
    await expect(office.desk.importFile(office.asker(ADA), file, defaults(), hash)).rejects.toMatchObject({
      code: 'PB113',
    });
    expect(office.office.computers()).not.toContain(NEW);
  });
});

describe('a retired computer', () => {
  it('is in no group and no scan, with its recommendations closed, and can be brought back', async () => {
    await office.desk.retire(office.asker(ADA), ONE);
    expect(finance()).not.toContain(ONE);
    const closed = Object.values((await office.store.computers.get(ONE))?.value.recommendations ?? {});
    expect(closed.map(({ state, reason }) => [state, reason])).toEqual([['Closed', 'computer retired']]);
    const task = await office.ended(await office.desk.scan(office.asker(OLIVIA), FINANCE));
    expect(task.computers).not.toContain(ONE);
    await office.crash();
    expect(office.office.computers()).not.toContain(ONE);
    expect((await office.desk.computer(OLIVIA, ONE)).retired).toMatchObject({ by: ADA });
    await office.desk.bringBack(office.asker(ADA), ONE);
    expect(finance()).toContain(ONE);
  });

  it('may come back by another name: its machine is nobody’s twin', async () => {
    await office.desk.retire(office.asker(ADA), ONE);
    const [before, after] = [ONE, NEW].map((id) => office.windows.machines.get(id));
    if (before !== undefined && after !== undefined) after.machineId = before.machineId;
    await imported({ clients: [NEW] });
    await confirmed();
    await office.crash();
    await office.ended(await office.desk.scan(office.asker(OLIVIA), FINANCE));
    expect((await office.store.computers.get(NEW))?.value).toMatchObject({ doubt: null, scan: { complete: true } });
  });

  it('is none while a task holds it, or will', async () => {
    await office.desk.scan(office.asker(OLIVIA), FINANCE);
    await expect(office.desk.retire(office.asker(ADA), ONE)).rejects.toMatchObject({ code: 'PB132' });
    await office.clock.advance(1_000, async () => (await office.store.computers.get(ONE))?.value.run != null);
    await expect(office.desk.retire(office.asker(ADA), ONE)).rejects.toMatchObject({ code: 'PB132' });
  });

  it('is not the one that WSUS runs on, and not for everybody to decide', async () => {
    await expect(office.desk.retire(office.asker(ADA), 'wsus-01' as ComputerId)).rejects.toMatchObject({
      code: 'PB113',
    });
    await expect(office.desk.retire(office.asker(ANIL), ONE)).rejects.toMatchObject({ code: 'PB104' });
    await expect(office.desk.retire(office.asker(ADA), 'nobody' as ComputerId)).rejects.toMatchObject({
      code: 'PB113',
    });
  });
});

describe('the list of computers', () => {
  it('finds by name, group and state', async () => {
    await office.desk.retire(office.asker(ADA), ONE);
    const found = async (...words: string[]) => {
      return (await office.desk.computers(OLIVIA, words)).lines.map(({ computerId }) => computerId);
    };
    expect(await found()).toEqual([ONE, 'fin-ws-02', 'wsus-01']);
    expect(await found('retired')).toEqual([ONE]);
    expect(await found('Finance')).toEqual(['fin-ws-02']);
    expect(await found('no-such')).toEqual([]);
  });
});
