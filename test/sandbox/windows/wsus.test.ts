import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  closeWorld,
  type Doorway,
  doorTo,
  ended,
  HandClock,
  idsOf,
  installToolkit,
  newKey,
  only,
  openWorld,
  reopen,
  result,
  submit,
  type World,
} from './world.js';

let world: World;
let clock: HandClock;
let door: Doorway;
beforeEach(async () => {
  clock = new HandClock();
  world = await openWorld({ scenario: only('fin-ws-01', 'hq-dc-01', 'br-pos-01'), speed: 1, clock });
  door = await doorTo(world, 'hq-wsus-01');
  await installToolkit(door);
});
afterEach(async () => await closeWorld(world));

async function list() {
  return await result(door, 'Get-WsusUpdates', {}, clock);
}

async function synchronize() {
  return await result(door, 'Sync-Wsus', {}, clock);
}

function groupId(name: string): string {
  return world.fleet.scenario.wsusGroups.find((group) => group.name === name)?.id ?? '';
}

async function approve(update: string, group: string, more: object = {}) {
  const [updateId = ''] = idsOf(update);
  const order = { updateId, revision: 200, groupId: groupId(group), action: 'install', deadline: null, ...more };
  const { answers } = await result(door, 'Approve-WsusUpdates', { orders: [order] }, clock);
  return answers[0];
}

function offered(computer: string): readonly string[] {
  return (world.fleet.wsus.offersTo(`${computer}.lakeside.example`) ?? []).map((update) => update.updateId);
}

test('before the first synchronization the older updates are there, some of them approved', async () => {
  const { updates, groups, computers, server } = await list();
  expect(updates.length).toBe(world.fleet.scenario.updates.filter((update) => update.arrivesWith === 0).length);
  expect(updates.some((update) => update.title.startsWith('2026-11'))).toBe(false);
  expect(updates.filter((update) => update.approvals.length > 0).length).toBeGreaterThan(10);
  expect(groups.filter((group) => group.parentId === null).map((group) => group.name)).toEqual(['All Computers']);
  expect(computers.map((computer) => computer.name)).toContain('fin-ws-01.lakeside.example');
  expect(server.replica).toBe(false);
});

test('every kind of update that asks for care is in the catalogue', async () => {
  await synchronize();
  const { updates } = await list();
  const titled = (condition: (update: (typeof updates)[number]) => boolean) => updates.some(condition);
  expect(updates.length).toBeGreaterThanOrEqual(44);
  expect(titled((update) => update.impact === 2)).toBe(true);
  expect(titled((update) => update.needsLicence)).toBe(true);
  expect(titled((update) => update.superseded)).toBe(true);
  expect(titled((update) => update.declined)).toBe(true);
  expect(titled((update) => update.expired)).toBe(true);
  expect(titled((update) => update.needsUserInput)).toBe(true);
  expect(titled((update) => update.classification === 'Upgrades')).toBe(true);
});

test('the first synchronization brings what is new, the next one only what is newer', async () => {
  const first = await synchronize();
  expect(first).toMatchObject({ outcome: 'ended', result: 1, newUpdates: 15, revisedUpdates: 1, expiredUpdates: 1 });
  expect(Date.parse(first.endedAt ?? '')).toBeGreaterThan(Date.parse(first.startedAt ?? ''));
  expect(await synchronize()).toMatchObject({ newUpdates: 1, revisedUpdates: 0, expiredUpdates: 0 });
  expect(await synchronize()).toMatchObject({ newUpdates: 0 });
});

test('a synchronization takes its time, and another one meanwhile is told that it is busy', async () => {
  const key = newKey();
  await submit(door, { key, script: 'Sync-Wsus', input: {} });
  const second = newKey();
  await submit(door, { key: second, script: 'Sync-Wsus', input: {} });
  const busy = await ended(door, second, clock);
  expect(JSON.parse(busy.result?.text ?? '')).toMatchObject({ outcome: 'busy', startedAt: null });
  const report = await ended(door, key, clock);
  expect(JSON.parse(report.result?.text ?? '')).toMatchObject({ outcome: 'ended', result: 1 });
});

test('a synchronization that the sandbox was killed in is canceled, and the next one brings it all', async () => {
  await submit(door, { key: newKey(), script: 'Sync-Wsus', input: {} });
  await reopen(world);
  expect(world.fleet.wsus.truth.lastSync).toMatchObject({ result: 3, newUpdates: 0 });
  expect(await synchronize()).toMatchObject({ newUpdates: 15 });
});

test('an approval is pending while WSUS downloads, then active; only then it is offered', async () => {
  const [dotnet = ''] = idsOf('dotnet-ws2022-2026-10');
  expect(await approve('dotnet-ws2022-2026-10', 'Headquarters servers')).toMatchObject({ ok: true, error: null });
  const stateOf = async () => (await list()).updates.find((update) => update.updateId === dotnet)?.approvals[0]?.state;
  expect(offered('hq-dc-01')).not.toContain(dotnet);
  expect(await stateOf()).toBe('pending');
  clock.advance(10_000);
  expect(await stateOf()).toBe('active');
  expect(offered('hq-dc-01')).toContain(dotnet);
});

test("a group's own decision beats its parent's", async () => {
  const [cu = ''] = idsOf('cu-ws2022-2026-10');
  expect(offered('hq-dc-01')).toContain(cu);
  await approve('cu-ws2022-2026-10', 'Domain controllers', { action: 'not-approved' });
  expect(offered('hq-dc-01')).not.toContain(cu);
});

test('approving accepts the licence', async () => {
  const [update = ''] = idsOf('netfx481');
  const needs = async () => (await list()).updates.find((each) => each.updateId === update)?.needsLicence;
  expect(await needs()).toBe(true);
  expect(await approve('netfx481', 'Finance')).toMatchObject({ ok: true });
  expect(await needs()).toBe(false);
});

test('a declined update loses all its approvals, is offered to nobody and is not approved again', async () => {
  const [msrt = ''] = idsOf('msrt-2026-10');
  expect(offered('fin-ws-01')).toContain(msrt);
  await approve('msrt-2026-10', 'Finance');
  expect(await approve('msrt-2026-10', 'All Computers', { action: 'decline' })).toMatchObject({ ok: true });
  expect(offered('fin-ws-01')).not.toContain(msrt);
  const listed = (await list()).updates.find((update) => update.updateId === msrt);
  expect(listed).toMatchObject({ declined: true, approvals: [] });
  expect(await approve('msrt-2026-10', 'Finance')).toMatchObject({ ok: false, error: 'the update is declined' });
  await reopen(world);
  expect(offered('fin-ws-01')).not.toContain(msrt);
});

test('an approval whose deadline has passed is refused', async () => {
  const answer = await approve('msrt-2026-10', 'Finance', { deadline: '2026-11-22T08:00:00.000Z' });
  expect(answer).toMatchObject({ ok: false, error: 'the deadline has passed' });
});

test('a Patch Tuesday is published at once, comes with the next synchronization, and replaces the month before', async () => {
  await synchronize();
  expect(await world.fleet.releasePatchTuesday()).toEqual({ month: '2026-12', updates: 9 });
  const titles = async () => (await list()).updates.map(({ title }) => title);
  expect((await titles()).some((title) => title.startsWith('2026-12'))).toBe(false);
  await reopen(world);
  expect(await synchronize()).toMatchObject({ newUpdates: 10 });
  const { updates } = await list();
  const of = (name: string) => updates.find((update) => update.updateId === idsOf(name)[0]);
  expect(of('cu-w11-24h2-2026-12')).toMatchObject({ superseded: false, severity: 'Critical' });
  expect(of('cu-w11-24h2-2026-11')).toMatchObject({ superseded: true });
  expect(of('ssu-ws2019-2026-12')).toMatchObject({ impact: 2 });
  expect(of('zero-day-2026-12')).toMatchObject({ severity: 'Critical' });
  expect(updates.filter(({ title }) => title.startsWith('2026-12') && title.includes('.NET'))).toHaveLength(1);
});

test('Patch Tuesdays go on into the next year, and the newest replaces all the older ones', async () => {
  const months = [];
  for (let time = 0; time < 3; time += 1) months.push((await world.fleet.releasePatchTuesday()).month);
  expect(months).toEqual(['2026-12', '2027-01', '2027-02']);
  await synchronize();
  const { updates } = await list();
  expect(new Set(updates.map(({ updateId }) => updateId)).size).toBe(updates.length);
  const kbs = updates.filter(({ title }) => /Cumulative Update for Windows 11/.test(title)).flatMap(({ kbs }) => kbs);
  expect(new Set(kbs).size).toBe(kbs.length);
  const [september = '', october = '', february = ''] = idsOf(
    ...['2026-09', '2026-10', '2027-02'].map((month) => `cu-w11-24h2-${month}`),
  );
  expect(world.fleet.wsus.replacementsOf(october)).toContain(february);
  expect(world.fleet.wsus.replacementsOf(september)).toContain(october);
});

test.each([
  ['declined', 'preview-w11-23h2-2026-10', {}],
  ['expired', 'defender-1.441.208.0', {}],
  ['of an unknown revision', 'msrt-2026-10', { revision: 999 }],
  ['not there yet', 'defender-1.441.712.0', {}],
  ['for an unknown group', 'msrt-2026-10', { groupId: '00000000-0000-4000-a000-000000000000' }],
])('an update that is %s is not approved, and WSUS says why', async (_, update, more) => {
  await synchronize();
  const answer = await approve(update, 'Finance', more);
  expect(answer?.ok).toBe(false);
  expect(answer?.error).toEqual(expect.any(String));
});

test('an expired update is offered to nobody, approved or not', async () => {
  const [old = ''] = idsOf('defender-1.441.208.0');
  expect(offered('fin-ws-01')).toContain(old);
  await synchronize();
  expect(offered('fin-ws-01')).not.toContain(old);
});

test('what was approved survives a kill of the sandbox', async () => {
  await approve('dotnet-w11-23h2-2026-10', 'Branches', { deadline: '2026-12-01T20:00:00.000Z' });
  await reopen(world);
  const [update = ''] = idsOf('dotnet-w11-23h2-2026-10');
  expect(world.fleet.wsus.truth.approvals[update]).toMatchObject([
    { action: 'install', deadline: '2026-12-01T20:00:00.000Z' },
  ]);
});

test('on a computer without WSUS its scripts break', async () => {
  const other = await doorTo(world, 'fin-ws-01');
  await installToolkit(other);
  const key = newKey();
  await submit(other, { key, script: 'Sync-Wsus', input: {} });
  expect(await ended(other, key, clock)).toMatchObject({ state: 'broken' });
});

async function health(countSuperseded = true) {
  return await result(door, 'Get-WsusHealth', { countSuperseded }, clock);
}

test('a replica takes no approvals, and says so wherever it is asked', async () => {
  await world.fleet.wsus.set({ replicaOf: 'wsus-main.lakeside.example' });
  expect((await list()).server.replica).toBe(true);
  expect(await approve('edge', 'All Computers')).toMatchObject({
    ...{ ok: false, error: 'a replica takes its approvals from its upstream server' },
  });
  expect(await health()).toMatchObject({ replica: true, upstream: 'wsus-main.lakeside.example' });
});

test('what is approved to be uninstalled is offered for that alone', async () => {
  const [update] = world.fleet.wsus.updates.filter(({ uninstallable }) => uninstallable);
  const order = {
    updateId: update?.updateId ?? '',
    revision: update?.revision ?? 0,
    groupId: groupId('All Computers'),
  };
  const orders = [{ ...order, action: 'uninstall', deadline: null }];
  const { answers } = await result(door, 'Approve-WsusUpdates', { orders }, clock);
  expect(answers).toMatchObject([{ ok: true }]);
  const { updates } = await list();
  expect(updates.find(({ updateId }) => updateId === order.updateId)?.approvals).toContainEqual({
    ...{ groupId: order.groupId, action: 'uninstall', state: 'active', deadline: null },
  });
  const taken = world.fleet.wsus.withdrawnFor('br-pos-01.lakeside.example') ?? [];
  expect(taken.map(({ updateId }) => updateId)).toContain(order.updateId);
});

test('a synchronization may fail, be cancelled by somebody, or be under way already', async () => {
  const { wsus } = world.fleet;
  await wsus.set({ sync: 'fails' });
  expect(await synchronize()).toMatchObject({ outcome: 'ended', result: 2, newUpdates: 0 });
  await wsus.set({ sync: 'cancelled' });
  expect(await synchronize()).toMatchObject({ outcome: 'ended', result: 3, error: null });
  await wsus.set({ sync: 'busy' });
  expect(await synchronize()).toMatchObject({ outcome: 'busy' });
  expect((await health()).sync).toMatchObject({ status: 'idle', result: 3 });
  await wsus.set({ sync: 'succeeds' });
  expect(await synchronize()).toMatchObject({ outcome: 'ended', result: 1 });
});

test('its health is counted by what it has', async () => {
  const { wsus } = world.fleet;
  const before = await health();
  expect(before).toMatchObject({ ssl: true, port: 8531, silentClients: 0, filesMissing: 0, problems: [] });
  await wsus.set({ ssl: false, backlog: 2000 });
  const after = await health();
  expect(after).toMatchObject({ ssl: false, port: 8530 });
  expect((after.supersededNotDeclined ?? 0) - (before.supersededNotDeclined ?? 0)).toBe(2000);
  expect((await health(false)).supersededNotDeclined).toBeNull();
});

test('what its queries do not tell in time is told as such', async () => {
  await world.fleet.wsus.set({ timesOut: true });
  expect(await health()).toMatchObject({ clients: null, silentClients: null, supersededNotDeclined: null });
  const key = newKey();
  await submit(door, { key, script: 'Get-WsusUpdates', input: {} });
  expect((await ended(door, key, clock)).error?.message).toMatch(/^Timeout expired/);
});

test('an update that was cleaned up is gone, for clients as well', async () => {
  const [gone] = offered('fin-ws-01');
  await world.fleet.wsus.remove(gone ?? '');
  expect(offered('fin-ws-01')).not.toContain(gone);
  expect((await list()).updates.map(({ updateId }) => updateId)).not.toContain(gone);
});

test('of computers that share a client id one is shown', async () => {
  const { fleet } = world;
  fleet.computer('fin-ws-01').state.susClientId = fleet.computer('hq-dc-01').state.susClientId;
  const names = (await list()).computers.map(({ name }) => name.split('.')[0]);
  expect(names.filter((name) => name === 'fin-ws-01' || name === 'hq-dc-01')).toHaveLength(1);
});
