import { afterEach, beforeEach, expect, test } from 'vitest';
import { SOON } from './soap.js';
import {
  closeWorld,
  type Doorway,
  doorTo,
  ended,
  HandClock,
  idsOf,
  installInput,
  installToolkit,
  newKey,
  only,
  openWorld,
  result,
  submit,
  type World,
} from './world.js';

const CU = idsOf('cu-ws2019-2026-10');
const SSU = idsOf('ssu-ws2019-2026-09');
const MSRT = idsOf('msrt-2026-10');

const SERVICING_MS = 1000;

let world: World;
let clock: HandClock;
let door: Doorway;
beforeEach(async () => {
  clock = new HandClock();
  world = await openWorld({ scenario: only('hq-sql-01'), speed: 1, clock });
  door = await doorTo(world, 'hq-sql-01');
  await installToolkit(door);
});
afterEach(async () => await closeWorld(world));

function computer() {
  return world.fleet.computer('hq-sql-01');
}

async function scan() {
  const found = await result(door, 'MS_WUA_Scan', {}, clock);
  return { ...found, ids: found.needed.map((each) => each.updateId).sort() };
}

async function install(updates: readonly string[], distributeOnly = false) {
  return await result(door, 'MS_WUA_Install_Updates', installInput(updates, { distributeOnly }), clock);
}

async function restart() {
  const key = newKey();
  await submit(door, { key, script: 'Restart-Endpoint', input: { delaySeconds: 60, message: 'soon' } });
  const report = await ended(door, key);
  clock.advance(3000);
  await expect.poll(() => computer().winrm.listening, SOON).toBe(false);
  clock.advance(3000);
  await expect.poll(() => computer().winrm.listening, SOON).toBe(true);
  clock.advance(SERVICING_MS);
  return JSON.parse(report.result?.text ?? '');
}

test('a scan shows what is approved for the computer, through its groups and their parents, and nothing else', async () => {
  const { ids, installed, resultCode } = await scan();
  const approved = ['cu-ws2019-2026-10', 'sql2019-2026-09', 'oledb19-2026-10', 'ssu-ws2019-2026-09'];
  const everywhere = ['msrt-2026-10', 'defender-1.441.208.0', 'defender-platform-4.18.26100'];
  expect(ids).toEqual(idsOf(...approved, ...everywhere).sort());
  expect(installed).toEqual(idsOf('cu-ws2019-2026-09'));
  expect(resultCode).toBe(2);
});

test('facts tell who the computer is and how it stands', async () => {
  expect(await result(door, 'Get-EndpointFacts', {}, clock)).toMatchObject({
    computerName: 'HQ-SQL-01',
    osCaption: 'Microsoft Windows Server 2019 Standard',
    restartRequired: false,
    servicingBusy: false,
    policy: { useWuServer: true, auOptions: 3, wuServer: 'https://hq-wsus-01.lakeside.example:8531' },
  });
});

test('what needs a restart is missing until the restart has come, and is installed once', async () => {
  const report = await install(CU);
  expect(report).toMatchObject({ updates: [{ outcome: 'installed', restartRequired: true }], restartRequired: true });
  const before = await scan();
  expect([before.ids.includes(CU[0] ?? ''), before.installed.includes(CU[0] ?? '')]).toEqual([true, false]);
  expect(before.facts.restartRequired).toBe(true);
  expect(await restart()).toMatchObject({ planned: true, reason: null });
  const after = await scan();
  expect([after.ids.includes(CU[0] ?? ''), after.installed.includes(CU[0] ?? '')]).toEqual([false, true]);
  expect(after.facts.bootedAt > before.facts.bootedAt).toBe(true);
  expect(computer().state.installs).toEqual({ [CU[0] ?? '']: 1 });
});

test('what needs no restart is installed at once', async () => {
  expect(await install(MSRT)).toMatchObject({ restartRequired: false });
  expect((await scan()).installed).toContain(MSRT[0]);
});

test('while a restart is due nothing further is installed', async () => {
  await install(CU);
  expect(await install(MSRT)).toMatchObject({ updates: [{ outcome: 'not-started' }], stopped: 'restart-pending' });
});

test('an exclusive update does not begin while another waits for its restart', async () => {
  expect(await install([...CU, ...SSU])).toMatchObject({
    updates: [{ outcome: 'installed' }, { outcome: 'not-started', hresult: '0x80240016' }],
    stopped: 'restart-pending',
  });
});

test('distributed only, updates are downloaded and stay missing', async () => {
  expect(await install(MSRT, true)).toMatchObject({ updates: [{ outcome: 'downloaded', resultCode: 2 }] });
  const found = await scan();
  expect(found.needed.find((each) => each.updateId === MSRT[0])).toMatchObject({ downloaded: true });
  expect(computer().state.installs).toEqual({});
});

test('what is not offered is not installed: not approved, or there already', async () => {
  const orders = idsOf('secureboot-dbx-2026-08', 'cu-ws2019-2026-09');
  expect((await install(orders)).updates.map((each) => each.outcome)).toEqual(['not-found', 'not-found']);
});

test('two installs at a time: the second finds the installer busy or nothing left to do', async () => {
  const [first, second] = [newKey(), newKey()];
  const input = installInput(MSRT);
  await submit(door, { key: first, script: 'MS_WUA_Install_Updates', input });
  await submit(door, { key: second, script: 'MS_WUA_Install_Updates', input });
  await ended(door, first, clock);
  await ended(door, second, clock);
  expect(computer().state.installs).toEqual({ [MSRT[0] ?? '']: 1 });
});

test('an update that fails says why, and the next one is tried', async () => {
  await computer().alter({ failing: { [SSU[0] ?? '']: '0x800F0922' } });
  const { updates } = await install([...SSU, ...MSRT]);
  expect(updates).toMatchObject([
    { outcome: 'failed', resultCode: 4, hresult: '0x800F0922' },
    { outcome: 'installed' },
  ]);
});

test('a failure that waits for the next update holds for whichever that is, also at a retry, until it is healed', async () => {
  await computer().alter({ failsNext: '0x80070643' });
  const later = await install([...SSU, ...MSRT]);
  expect(later.updates).toMatchObject([{ outcome: 'failed', hresult: '0x80070643' }, { outcome: 'installed' }]);
  expect(await install(SSU)).toMatchObject({ updates: [{ outcome: 'failed', hresult: '0x80070643' }] });
  await computer().alter({ failsNext: null, failing: {} });
  expect(await install(SSU)).toMatchObject({ updates: [{ outcome: 'installed' }] });
});

test('an undoing that waits for the next restart holds for whichever update needs one', async () => {
  await computer().alter({ undoesNext: true });
  await restart();
  expect(computer().state.conditions.undoesNext).toBe(true);
  await install(CU);
  await restart();
  expect(computer().state.events.filter((event) => event.what === 'rolled back')).toMatchObject([{ updateId: CU[0] }]);
  expect((await scan()).needed.map((each) => each.updateId)).toContain(CU[0]);
});

test('an update that is larger than what is free fails with its code, downloaded or not started', async () => {
  await computer().alter({ systemDriveFreeBytes: 100_000_000 });
  const { updates } = await install([...CU, ...MSRT]);
  expect(updates).toMatchObject([{ outcome: 'failed', hresult: '0x80070070' }, { outcome: 'installed' }]);
});

test('on a slow computer everything takes longer', async () => {
  await computer().alter({ slowness: 10 });
  const key = newKey();
  await submit(door, { key, script: 'Get-EndpointFacts', input: {} });
  clock.advance(2999);
  expect(computer().state.jobs[key]?.state).toBe('running');
  clock.advance(2);
  expect((await ended(door, key)).state).toBe('finished');
});

test('who is logged on is told of a restart, and logged off by it', async () => {
  await computer().alter({ loggedOnUsers: 2 });
  await restart();
  const told = computer().state.events.map((event) => event.what);
  const ofTheRestart = told.filter((what) => !what.startsWith('job') && what !== 'toolkit sealed');
  expect(ofTheRestart).toEqual(['restart planned', 'users warned', 'went down', 'users logged off', 'came up']);
  expect(computer().state.conditions.loggedOnUsers).toBe(0);
});

/** Moves the time until something is so; what happens meanwhile writes real files. */
async function pass(isSo: () => boolean): Promise<void> {
  await expect
    .poll(() => {
      clock.advance(5000);
      return isSo();
    }, SOON)
    .toBe(true);
}

test('by its own policy a computer installs at three at night, all that is offered, and restarts', async () => {
  await computer().alter({ policy: { ...computer().state.conditions.policy, auOptions: 4 } });
  clock.advance(16 * 3_600_000);
  expect(computer().state.installs).toEqual({});
  clock.advance(2 * 3_600_000);
  await pass(() => computer().state.events.at(-1)?.what === 'came up');
  expect(computer().state.installs).toMatchObject({ [CU[0] ?? '']: 1, [MSRT[0] ?? '']: 1 });
  clock.advance(SERVICING_MS);
  expect(computer().state.awaitingRestart).toEqual([]);
  expect(computer().state.events.map(({ what }) => what)).toContain('began by itself');
});

test('an approval with a deadline is installed by the computer itself once that has passed, whatever its policy', async () => {
  const deadline = new Date(clock.now() + 3_600_000).toISOString();
  const groupId = world.fleet.scenario.wsusGroups.find(({ name }) => name === 'Databases')?.id ?? '';
  const order = { updateId: MSRT[0] ?? '', revision: 200, groupId, action: 'install', deadline };
  const wsus = await doorTo(world, 'hq-wsus-01');
  await installToolkit(wsus);
  await result(wsus, 'Approve-WsusUpdates', { orders: [order] }, clock);
  clock.advance(3_400_000);
  expect(computer().state.installs).toEqual({});
  await pass(() => Object.keys(computer().state.installs).length > 0);
  expect(computer().state.installs).toEqual({ [MSRT[0] ?? '']: 1 });
});

test('an update that the restart undoes is missing again', async () => {
  await computer().alter({ rollingBack: CU });
  await install(CU);
  await restart();
  expect((await scan()).ids).toContain(CU[0]);
});

test('a search that ends with errors says so', async () => {
  await computer().alter({ searchEndsWithErrors: true });
  expect(await scan()).toMatchObject({ resultCode: 3, warnings: [expect.stringContaining('0x')] });
});

test('while WSUS is down a scan breaks with its code', async () => {
  await world.fleet.setFault('hq-wsus-01', { kind: 'off' });
  const key = newKey();
  await submit(door, { key, script: 'MS_WUA_Scan', input: {} });
  expect(await ended(door, key, clock)).toMatchObject({ state: 'broken', error: { hresult: '0x80072EFD' } });
});

test('a restart after notAfter is not planned', async () => {
  const key = newKey();
  const input = { delaySeconds: 0, message: '' };
  await submit(door, { key, script: 'Restart-Endpoint', input, notAfter: '2020-01-01T00:00:00.000Z' });
  const report = await ended(door, key, clock);
  expect(JSON.parse(report.result?.text ?? '')).toMatchObject({ planned: false, reason: 'not-after' });
});

test('the event log tells what was installed, by which job, and when the computer restarted', async () => {
  const key = newKey();
  await submit(door, { key, script: 'MS_WUA_Install_Updates', input: installInput(CU) });
  await ended(door, key, clock);
  await restart();
  const told = computer().state.events.map((event) => event.what);
  expect(told).toEqual(expect.arrayContaining(['downloaded', 'installed', 'restart planned', 'went down', 'came up']));
  expect(computer().state.events.find((event) => event.what === 'installed')).toMatchObject({ key, updateId: CU[0] });
});
