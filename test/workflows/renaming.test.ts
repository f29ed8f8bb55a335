import { beforeEach, describe, expect, it } from 'vitest';
import type { RenameOrder } from '../../src/domain/computer-views.js';
import type { ComputerId, OperationId } from '../../src/domain/ids.js';
import type { WsusClient } from '../../src/domain/patch.js';
import { ADA, ANIL, FINANCE, OLIVIA, VirtualOffice } from '../support/virtual-office.js';

const ONE = 'fin-ws-01' as ComputerId;
const OLD = 'hr-ws-01' as ComputerId;
const NEW = 'people-ws-01' as ComputerId;

let office: VirtualOffice;

/** A computer that was imported, confirmed and scanned. */
beforeEach(async () => {
  office = new VirtualOffice([ONE, 'fin-ws-02'], 1);
  await office.scanned();
  office.windows.add(OLD, [...(office.windows.machines.get(ONE)?.needed ?? [])]);
  const clients: readonly WsusClient[] = [
    { name: 'hr-ws-01.corp.example', clientId: 'id-1', os: 'Windows 11', reportedAt: null },
  ];
  await office.store.wsus.update('wsus', (value) => value && { ...value, clients });
  const profile = office.office.roster.profiles[0] ?? '';
  await office.desk.importFromWsus(office.asker(ADA), { clients: 'all', profile, scheme: 'https', group: FINANCE });
  const { hash } = await office.desk.importView(ADA);
  await office.desk.confirmImported(office.asker(ADA), hash);
  await scanned();
});

const scanned = async () => office.ended(await office.desk.scan(office.asker(OLIVIA), FINANCE));
const order = (over: Partial<RenameOrder> = {}): RenameOrder => ({
  ...{ computerId: OLD, name: 'People-WS-01', address: null, ...over },
});
const rename = (over: Partial<RenameOrder> = {}, by = ADA) => office.desk.rename(office.asker(by), order(over));
const kept = async (id: ComputerId) => (await office.store.computers.get(id))?.value ?? null;
const finance = (): readonly ComputerId[] => office.book.group(FINANCE)?.computers ?? [];
/** The machine answers by its computer's new name. */
const reachedAs = (id: ComputerId, was = OLD) => {
  const machine = office.windows.machines.get(was);
  if (machine !== undefined) office.windows.machines.set(id, machine);
};
const elsewhere = { host: 'people.corp.example', port: 5986, computerName: 'hr-ws-01' };

describe('a renamed computer', () => {
  it('keeps its machine, its scan, its recommendations and its groups, over a restart too', async () => {
    const before = await kept(OLD);
    expect(Object.keys(before?.recommendations ?? {}).length).toBeGreaterThan(0);
    expect(await rename()).toBe(NEW);
    await office.crash();
    expect(await kept(NEW)).toEqual({ ...before, id: NEW });
    expect(await kept(OLD)).toBeNull();
    expect(finance()).toContain(NEW);
    expect(office.office.roster.known()).not.toContain(OLD);
    expect(await office.desk.computer(OLIVIA, NEW)).toMatchObject({ formerly: [OLD], isWaiting: false, from: 'wsus' });
    const found = await office.desk.computers(OLIVIA, ['hr-ws-01']);
    expect(found.lines.map(({ computerId }) => computerId)).toEqual([NEW]);
  });

  it('is waited for by its restart set under its new name alone', async () => {
    for (const id of [ONE, OLD]) Object.assign(office.windows.machines.get(id) ?? {}, { role: 'domain-controller' });
    for (const id of office.windows.machines.keys()) office.windows.machines.get(id)?.restart();
    await scanned();
    const outOfServiceSince = office.clock.now();
    await office.store.computers.update(OLD, (value) => value && { ...value, outOfServiceSince });
    office.engine.recognized((await kept(OLD)) as never);
    await rename();
    reachedAs(NEW);
    const { hash, why } = await office.desk.offerConfirm(office.asker(ADA), NEW);
    expect(why?.code).toBe('PB422');
    await office.desk.confirm(office.asker(ADA), NEW, hash);
    office.windows.wantsRestart.add([...(office.windows.machines.get(ONE)?.needed ?? [])][0] as never);
    const restarts = office.windows.machines.get(ONE)?.restarts ?? 0;
    await office.ended(await office.running());
    expect(office.windows.machines.get(ONE)?.restarts).toBe(restarts + 1);
  });

  it('is scanned on as the machine that it was: it is nobody’s twin', async () => {
    await rename();
    reachedAs(NEW);
    await scanned();
    expect(await kept(NEW)).toMatchObject({ doubt: null, scan: { complete: true } });
    await office.crash();
    await scanned();
    expect((await kept(NEW))?.doubt).toBeNull();
  });

  it('is renamed once, however often that is delivered, with one line in the audit log', async () => {
    const asker = office.asker(ADA);
    await office.desk.rename(asker, order());
    expect(await office.desk.rename(asker, order())).toBe(NEW);
    const lines = (await office.store.audit.latest(50)).filter(({ what }) => what === 'rename-computer');
    expect(lines).toMatchObject([{ who: ADA, on: OLD, detail: `renamed ${OLD} to ${NEW}` }]);
  });

  it('can have its old name back', async () => {
    await rename();
    await rename({ computerId: NEW, name: OLD });
    expect(office.office.roster.added(OLD)?.formerly).toEqual([OLD, NEW]);
    expect(await kept(OLD)).not.toBeNull();
  });
});

describe('a computer at another address', () => {
  it('waits for an administrator before anybody is logged on there, and keeps what is known of it', async () => {
    const before = await kept(OLD);
    expect(await rename({ name: OLD, address: elsewhere })).toBe(OLD);
    expect(office.office.roster.way(OLD)).toMatchObject({ host: 'people.corp.example', profile: expect.any(String) });
    expect(await kept(OLD)).toMatchObject({ machineId: before?.machineId, confirmed: null, scan: before?.scan });
    const { waiting, hash } = await office.desk.importView(ADA);
    expect(waiting).toEqual([{ computerId: OLD, host: 'people.corp.example', port: 5986, scheme: 'https' }]);
    await scanned();
    expect((await kept(OLD))?.scan).toEqual(before?.scan);
    await office.desk.confirmImported(office.asker(ADA), hash);
    await scanned();
    expect((await kept(OLD))?.scan).not.toEqual(before?.scan);
  });

  it('is no other machine, even where an administrator confirmed it', async () => {
    const before = await kept(OLD);
    await rename({ address: elsewhere });
    office.windows.add(NEW, []);
    const { hash } = await office.desk.importView(ADA);
    await office.desk.confirmImported(office.asker(ADA), hash);
    await scanned();
    const after = await kept(NEW);
    expect(after).toMatchObject({ machineId: before?.machineId, doubt: { kind: 'other' } });
    expect(after?.scan).toEqual(before?.scan);
  });
});

describe('a computer is not renamed', () => {
  const refusals: readonly (readonly [string, Partial<RenameOrder>, RegExp])[] = [
    ['to the name of another one', { name: ONE }, /choose another name/],
    ['to what is no name', { name: 'a b' }, /letters, digits, dots and dashes/],
    ['where the configuration names it', { computerId: ONE }, /of the configuration: change its name or address there/],
    ['where there is none', { computerId: 'hr-ws-0l' as ComputerId }, /There is no computer/],
    ['to a host that is none', { address: { ...elsewhere, host: 'https://x' } }, /without scheme and port/],
    ['to a port that is none', { address: { ...elsewhere, port: 70_000 } }, /1 to 65535/],
    ['to what Windows cannot be called', { address: { ...elsewhere, computerName: 'a b' } }, /Windows’ own name/],
  ];
  it.each(refusals)('%s', async (_, over, why) => {
    await expect(rename(over)).rejects.toMatchObject({ code: 'PB113', details: { what: expect.stringMatching(why) } });
    expect(await kept(OLD)).not.toBeNull();
  });

  it('to a name whose history is still kept, nor where nothing would change', async () => {
    await office.store.computers.create('gone-ws-01', { ...(await kept(ONE)), id: 'gone-ws-01' } as never);
    await expect(rename({ name: 'gone-ws-01' })).rejects.toMatchObject({ code: 'PB113' });
    await expect(rename({ name: OLD })).rejects.toMatchObject({ code: 'PB119' });
  });

  it('while a task holds it, or will, or once it is retired', async () => {
    const task = await office.desk.scan(office.asker(OLIVIA), FINANCE);
    await expect(rename()).rejects.toMatchObject({ code: 'PB132' });
    await office.ended(task);
    await office.desk.retire(office.asker(ADA), OLD);
    await expect(rename()).rejects.toMatchObject({ code: 'PB113' });
  });

  it('by who is no administrator', async () => {
    await expect(rename({}, ANIL)).rejects.toMatchObject({ code: 'PB104' });
    await expect(rename({}, OLIVIA)).rejects.toMatchObject({ code: 'PB104' });
  });
});

describe('a crash in the middle of renaming', () => {
  const STEPS = ['computers', 'groups', 'roster'] as const;
  it.each(STEPS)('after the one in %s was begun: the next start ends it', async (step) => {
    const before = await kept(OLD);
    const { store } = office;
    const collection = step === 'computers' ? store.computers : store[step];
    const { remove, update } = collection;
    const broken = async (): Promise<never> => {
      throw new Error('power cut');
    };
    if (step === 'groups') collection.update = broken;
    else collection.remove = broken;
    await expect(rename()).rejects.toMatchObject({ code: 'PB305' });
    Object.assign(collection, { remove, update });
    await office.crash();
    expect(await kept(NEW)).toEqual({ ...before, id: NEW });
    expect(await kept(OLD)).toBeNull();
    expect(office.office.roster.known()).not.toContain(OLD);
    expect(finance()).toContain(NEW);
    expect(finance()).not.toContain(OLD);
    expect((await office.store.operations.get(await lastRename()))?.value.done).not.toBeNull();
  });
});

async function lastRename(): Promise<OperationId> {
  const [line] = (await office.store.audit.latest(20)).filter(({ what }) => what === 'rename-computer');
  return line?.operation ?? ('' as OperationId);
}
