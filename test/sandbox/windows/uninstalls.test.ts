import { afterEach, beforeEach, expect, test } from 'vitest';
import { OneComputer } from './one-computer.js';
import { idsOf } from './world.js';

const CU = idsOf('cu-ws2019-2026-10');
const SEPTEMBER = idsOf('cu-ws2019-2026-09');
const OLEDB = idsOf('oledb19-2026-10');
const MSRT = idsOf('msrt-2026-10');

let one: OneComputer;
beforeEach(async () => {
  one = await OneComputer.open('hq-sql-01');
});
afterEach(async () => await one.close());

test('what needs a restart to be uninstalled is there until the restart, and then missing again while it is approved', async () => {
  await one.install(CU);
  await one.restart();
  expect(await one.uninstall(CU)).toMatchObject({
    updates: [{ outcome: 'uninstalled', resultCode: 2, restartRequired: true }],
    restartRequired: true,
  });
  expect((await one.scan()).installed).toContain(CU[0]);
  await one.restart();
  const { installed, needed } = await one.scan();
  expect(installed).not.toContain(CU[0]);
  expect(needed.map(({ updateId }) => updateId)).toContain(CU[0]);
});

test('approved on WSUS to be uninstalled, it is found, and not missed afterwards', async () => {
  await one.install(CU);
  await one.restart();
  for (const group of ['Headquarters servers', 'Branches']) {
    const list = one.fleet.wsus.truth.approvals[CU[0] ?? ''] ?? [];
    const id = one.fleet.scenario.wsusGroups.find(({ name }) => name === group)?.id;
    for (const approval of list) if (approval.groupId === id) approval.action = 'uninstall';
  }
  expect(await one.uninstall(CU)).toMatchObject({ updates: [{ outcome: 'uninstalled' }] });
  await one.restart();
  expect(await one.scan()).toMatchObject({ facts: { restartRequired: false } });
  expect(await one.missing()).not.toContain(CU[0]);
  expect(one.state.installed).not.toContain(CU[0]);
});

test('what cannot be uninstalled or is not there is not touched', async () => {
  await one.install(MSRT);
  expect(await one.uninstall(MSRT)).toMatchObject({ updates: [{ outcome: 'refused', why: 'not-uninstallable' }] });
  expect(await one.uninstall(OLEDB)).toMatchObject({ updates: [{ outcome: 'not-found' }] });
  expect(one.state.awaitingRemoval).toEqual([]);
});

test('what was revised since it was installed is uninstalled as it is there', async () => {
  one.fleet.wsus.revise(SEPTEMBER[0] ?? '');
  expect(await one.uninstall(SEPTEMBER)).toMatchObject({ updates: [{ outcome: 'uninstalled' }] });
  expect(one.state.awaitingRemoval).toEqual(SEPTEMBER);
});

test('an uninstall that fails says why', async () => {
  await one.alter({ failingUninstalls: { [SEPTEMBER[0] ?? '']: '0x800F0825' } });
  expect(await one.uninstall(SEPTEMBER)).toMatchObject({
    updates: [{ outcome: 'failed', resultCode: 4, hresult: '0x800F0825' }],
    restartRequired: false,
  });
  expect(one.told).toContain('uninstall failed');
});

test('while a restart is due, or another installer works, nothing is uninstalled', async () => {
  await one.alter({ installerBusy: true });
  expect(await one.uninstall(SEPTEMBER)).toMatchObject({ stopped: 'busy' });
  await one.alter({ installerBusy: false });
  await one.install(CU);
  expect(await one.uninstall(SEPTEMBER)).toMatchObject({ stopped: 'restart-pending' });
});
