import { afterEach, beforeEach, expect, test } from 'vitest';
import { OneComputer } from './one-computer.js';
import { idsOf, installInput } from './world.js';

const MSRT = idsOf('msrt-2026-10');
const SSU = idsOf('ssu-ws2019-2026-09');
const LINE = /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d\.\d{7} \d+ +\d+ +\S+ +\S/;

let one: OneComputer;
beforeEach(async () => {
  one = await OneComputer.open('hq-sql-01');
});
afterEach(async () => await one.close());

async function diagnose(detectNow = false, logLines = 200) {
  return await one.run('Get-Diagnosis', { logLines, detectNow });
}

test('a computer that nothing happened to: its services run, it reaches WSUS, and nothing is left over', async () => {
  expect(await diagnose()).toMatchObject({
    powershell: '5.1.17763.7310',
    languageMode: 'FullLanguage',
    services: expect.arrayContaining([{ name: 'wuauserv', state: 'Stopped', start: 'Manual' }]),
    wsus: { url: 'https://hq-wsus-01.lakeside.example:8531/selfupdate/wuident.cab', status: 200, error: null },
    lastSearchAt: null,
    history: [],
    logError: null,
    leftovers: { tasks: 0, jobs: 0, toolkits: [expect.any(String)] },
    detectAsked: false,
  });
});

test('the history tells what was installed and what failed, newest first, with codes', async () => {
  await one.alter({ failing: { [SSU[0] ?? '']: '0x800F0922' } });
  await one.install([...MSRT, ...SSU]);
  const { history, lastSearchAt, lastInstallAt } = await diagnose();
  expect(history).toMatchObject([
    { operation: 'install', resultCode: 4, hresult: '0x800F0922', title: expect.stringContaining('Servicing Stack') },
    { operation: 'install', resultCode: 2, hresult: null, title: expect.stringContaining('KB890830') },
  ]);
  expect([lastSearchAt, lastInstallAt]).not.toContain(null);
});

test('the end of the log is as Windows writes it out, with the codes of what failed', async () => {
  await one.alter({ failing: { [SSU[0] ?? '']: '0x800F0922' } });
  await one.install(SSU);
  await one.alter({ searchFails: '0x8024402C' });
  await one.breaks('MS_WUA_Scan', {});
  const { log } = await diagnose();
  for (const line of log) expect(line).toMatch(LINE);
  expect(log.some((line) => /Handler +\*FAILED\* \[800F0922\]/.test(line))).toBe(true);
  expect(log.at(-1)).toMatch(/ProtocolTalker +\*FAILED\* \[8024402C\]/);
  expect((await diagnose(false, 2)).log).toEqual(log.slice(-2));
  expect((await diagnose(false, 0)).log).toEqual([]);
});

test('a log that cannot be written out says why', async () => {
  await one.alter({ logFails: 'Get-WindowsUpdateLog: access to the trace files was denied' });
  expect(await diagnose()).toMatchObject({ log: [], logError: expect.stringContaining('denied') });
});

test.each([
  ['0x80244017', { status: 401, error: null }],
  ['0x8024401B', { status: 407, error: null }],
  ['0x80244022', { status: 503, error: null }],
  ['0x80072EE2', { status: null, error: 'The operation has timed out' }],
  ['0x8024402C', { status: null, error: 'The remote name could not be resolved' }],
])('where searches end with %s, the way to WSUS shows why', async (searchFails, reach) => {
  await one.alter({ searchFails });
  expect((await diagnose()).wsus).toMatchObject(reach);
});

test('WSUS that is down is told, and where none is set there is nothing to tell', async () => {
  await one.fleet.setFault('hq-wsus-01', { kind: 'off' });
  expect((await diagnose()).wsus).toMatchObject({ status: null, error: expect.stringContaining('connect') });
  await one.policy({ wuServer: null });
  expect((await diagnose()).wsus).toBeNull();
});

test('a disabled agent is among its services', async () => {
  await one.alter({ serviceDisabled: true });
  expect((await diagnose()).services).toContainEqual({ name: 'wuauserv', state: 'Stopped', start: 'Disabled' });
});

test('asked to detect, the computer reports to WSUS; with a disabled agent it does not', async () => {
  const reportedAt = () =>
    Date.parse(one.fleet.wsus.list().computers.find(({ name }) => name.startsWith('hq-sql-01'))?.reportedAt ?? '');
  const before = reportedAt();
  await one.alter({ serviceDisabled: true });
  expect(await diagnose(true)).toMatchObject({
    detectAsked: false,
    problems: [expect.stringContaining('0x80070422')],
  });
  expect(reportedAt()).toBe(before);
  await one.alter({ serviceDisabled: false });
  expect(await diagnose(true)).toMatchObject({ detectAsked: true });
  expect(reportedAt()).toBeGreaterThan(before);
});

test('jobs that nobody acknowledged are left over', async () => {
  await one.run('MS_WUA_Install_Updates', installInput(MSRT));
  expect((await diagnose()).leftovers).toMatchObject({ tasks: 0, jobs: 1 });
});
