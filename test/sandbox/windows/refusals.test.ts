import { afterEach, expect, test } from 'vitest';
import { OneComputer } from './one-computer.js';
import { idsOf, installInput } from './world.js';

/** What of an update keeps the agent, or our script, from installing it. */

const MSRT = idsOf('msrt-2026-10');
const CU_2019 = idsOf('cu-ws2019-2026-10');
const SSU = idsOf('ssu-ws2019-2026-09');
const EDGE = idsOf('edge-153');
const DRIVER = idsOf('driver-receipt-printer');
const UPGRADE = idsOf('w11-25h2-upgrade');

let one: OneComputer;
afterEach(async () => await one.close());

function refused(why: string) {
  return { updates: [{ outcome: 'refused', why, resultCode: null }], stopped: null };
}

test('another revision than the approved one is not touched', async () => {
  one = await OneComputer.open('fin-ws-01');
  const [updateId = ''] = MSRT;
  for (const revision of [199, 201]) {
    const report = await one.run('MS_WUA_Install_Updates', {
      ...installInput([]),
      updates: [{ updateId, revision }],
    });
    expect(report).toMatchObject(refused('other-revision'));
  }
  expect(one.state.downloaded).toEqual([]);
});

test('an upgrade is refused unless it is allowed, also to be downloaded only', async () => {
  one = await OneComputer.open('fin-ws-01');
  await one.approve('w11-25h2-upgrade');
  expect(await one.install(UPGRADE)).toMatchObject(refused('upgrade'));
  expect(await one.install(UPGRADE, { distributeOnly: true, allowDrivers: true })).toMatchObject(refused('upgrade'));
  expect(await one.install(UPGRADE, { allowUpgrades: true })).toMatchObject({ updates: [{ outcome: 'installed' }] });
});

test('a driver is refused unless it is allowed, and where it asks a person even then', async () => {
  one = await OneComputer.open('br-pos-01');
  await one.approve('driver-receipt-printer');
  const { needed } = await one.scan();
  expect(needed.find(({ updateId }) => updateId === DRIVER[0])).toMatchObject({ kind: 'driver', needsUser: true });
  expect(await one.install(DRIVER)).toMatchObject(refused('driver'));
  expect(await one.install(DRIVER, { allowDrivers: true })).toMatchObject(refused('needs-user'));
});

test('the points of sale are offered a driver and another Windows from the start, and are left alone', async () => {
  one = await OneComputer.open('br-pos-01');
  const both = [...idsOf('driver-display'), ...UPGRADE];
  expect(await one.missing()).toEqual(expect.arrayContaining(both));
  expect((await one.install(both)).updates).toMatchObject([{ why: 'driver' }, { why: 'upgrade' }]);
  expect(await one.install(both.slice(0, 1), { allowDrivers: true })).toMatchObject({
    updates: [{ outcome: 'installed' }],
  });
});

test('a licence whose terms cannot be had is not accepted', async () => {
  one = await OneComputer.open('fin-ws-01');
  await one.alter({ unlicensed: [...MSRT] });
  expect(await one.install(MSRT)).toMatchObject({
    updates: [{ outcome: 'refused', why: 'licence', hresult: '0x80240033' }],
  });
});

test('a refusal keeps nothing else from being installed', async () => {
  one = await OneComputer.open('fin-ws-01');
  await one.alter({ unlicensed: [...MSRT] });
  expect((await one.install([...MSRT, ...EDGE])).updates).toMatchObject([
    { outcome: 'refused' },
    { outcome: 'installed' },
  ]);
});

test('below the free space that is to be kept nothing is downloaded and nothing installed', async () => {
  one = await OneComputer.open('fin-ws-01');
  await one.alter({ systemDriveFreeBytes: 9_000_000_000 });
  const much = { minFreeBytes: 10_000_000_000 };
  expect(await one.install(MSRT, much)).toMatchObject({
    updates: [{ outcome: 'not-started', hresult: null }],
    stopped: 'no-space',
  });
  expect(await one.install(MSRT, { ...much, distributeOnly: true })).toMatchObject({ stopped: 'no-space' });
  expect(await one.install(MSRT, { minFreeBytes: 8_000_000_000 })).toMatchObject({ stopped: null });
});

test('without its servicing stack an update fails, with it it installs', async () => {
  one = await OneComputer.open('hq-sql-01');
  await one.alter({ servicingStacks: { [CU_2019[0] ?? '']: SSU[0] ?? '' } });
  expect(await one.install(CU_2019)).toMatchObject({ updates: [{ outcome: 'failed', hresult: '0x800F0823' }] });
  expect((await one.install([...SSU, ...CU_2019])).updates).toMatchObject([
    { outcome: 'installed', restartRequired: false },
    { outcome: 'installed', restartRequired: true },
  ]);
});

test('after an exclusive update that waits for its restart nothing else starts', async () => {
  one = await OneComputer.open('fin-ws-01');
  await one.approve('w11-25h2-upgrade');
  expect(await one.install([...UPGRADE, ...MSRT], { allowUpgrades: true })).toMatchObject({
    updates: [{ outcome: 'installed' }, { outcome: 'not-started' }],
    stopped: 'restart-pending',
  });
});

test('where another installer is at work nothing is installed, but downloaded it is', async () => {
  one = await OneComputer.open('fin-ws-01');
  await one.alter({ installerBusy: true });
  expect(await one.install(MSRT)).toMatchObject({ updates: [{ outcome: 'not-started' }], stopped: 'busy' });
  expect(await one.install(MSRT, { distributeOnly: true })).toMatchObject({ updates: [{ outcome: 'downloaded' }] });
});

test('each download ends with the HRESULT that downloads fail with', async () => {
  one = await OneComputer.open('fin-ws-01');
  await one.alter({ downloadsFail: '0x80246007' });
  expect((await one.install([...MSRT, ...EDGE])).updates).toMatchObject([
    { outcome: 'failed', hresult: '0x80246007' },
    { outcome: 'failed', hresult: '0x80246007' },
  ]);
  expect(one.state.installs).toEqual({});
});

test('what the agent does not offer any more is not found', async () => {
  one = await OneComputer.open('fin-ws-01');
  expect(await one.missing()).toContain(MSRT[0]);
  await one.alter({ vanished: [...MSRT] });
  expect(await one.install(MSRT)).toMatchObject({ updates: [{ outcome: 'not-found' }] });
  expect(await one.missing()).not.toContain(MSRT[0]);
});
