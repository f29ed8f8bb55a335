import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type InstallInput,
  type InstallResult,
  installResult,
  scanResult,
} from '../../../src/windows/scripts/contract.js';
import { PwshComputer } from '../pwsh-computer.js';
import { installInput, KB1, KB2, KB3, KEY, OTHER_KEY, resultOf, run, update } from './on-pwsh.js';

let computer: PwshComputer;
beforeEach(() => {
  computer = new PwshComputer();
});
afterEach(() => computer.remove());

const UPGRADES = '3689bdc8-b205-4af4-8d4a-a63924c5e9d5';

function install(ids: readonly string[], more: Partial<InstallInput> = {}, notAfter?: string): InstallResult {
  return installResult.parse(run(computer, 'MS_WUA_Install_Updates', installInput(ids, more), notAfter));
}

const shapes = (result: InstallResult) =>
  result.updates.map((one) => [one.outcome, one.why, one.resultCode, one.hresult]);

describe('MS_WUA_Install_Updates', () => {
  it('accepts licences, downloads and installs one after the other, and judges each by itself', () => {
    const failing = update(KB2, { code: 4, hresult: -2145124318 });
    computer.agent({ needed: [update(KB1, { reboot: 1 }), failing, update(KB3, { downloaded: true })] });
    const result = install([KB2, KB1, KB3]);
    expect(result.updates).toEqual([
      { updateId: KB2, outcome: 'failed', why: null, resultCode: 4, hresult: '0x80240022', restartRequired: false },
      { updateId: KB1, outcome: 'installed', why: null, resultCode: 2, hresult: null, restartRequired: true },
      { updateId: KB3, outcome: 'installed', why: null, resultCode: 2, hresult: null, restartRequired: false },
    ]);
    expect(result).toMatchObject({ restartRequired: true, stopped: null, bootedAt: '2026-01-05T06:00:00.0000000Z' });
    expect(computer.agentLog()).toEqual([
      ...[`eula ${KB2}`, `download ${KB2}`, `install ${KB2}`],
      ...[`eula ${KB1}`, `download ${KB1}`, `install ${KB1}`],
      ...[`eula ${KB3}`, `install ${KB3}`],
    ]);
  });

  it('downloads only, when told so, and then a restart that is due does not matter', () => {
    computer.agent({ needed: [update(KB1)], rebootRequired: true });
    expect(install([KB1, KB2], { distributeOnly: true }).updates.map((one) => one.outcome)).toEqual([
      'downloaded',
      'not-found',
    ]);
    expect(computer.agentLog()).toEqual([`eula ${KB1}`, `download ${KB1}`]);
  });

  it('leaves alone what was not approved so, and says why', () => {
    const [other, driver, upgrade, asks] = [1, 2, 3, 4].map((n) => KB1.replace(/.$/, String(n)));
    computer.agent({
      needed: [
        update(other ?? '', { revision: 201 }),
        update(driver ?? '', { type: 2 }),
        update(upgrade ?? '', { categories: ['0fa1201d-4330-4fa8-8ae9-b877473b6441', UPGRADES] }),
        update(asks ?? '', { userInput: true }),
      ],
    });
    const result = install([other, driver, upgrade, asks].map(String));
    expect(shapes(result)).toEqual([
      ['refused', 'other-revision', null, null],
      ['refused', 'driver', null, null],
      ['refused', 'upgrade', null, null],
      ['refused', 'needs-user', null, null],
    ]);
    expect(result.stopped).toBeNull();
    expect(computer.agentLog()).toEqual([]);
  });

  it('commits an upgrade that a group allows once, after all others', () => {
    computer.agent({ needed: [update(KB1, { categories: [UPGRADES], reboot: 1 }), update(KB2, { type: 2 })] });
    const result = install([KB1, KB2], { allowDrivers: true, allowUpgrades: true });
    expect(shapes(result).map(([outcome]) => outcome)).toEqual(['installed', 'installed']);
    expect(computer.agentLog().slice(-2)).toEqual([`install ${KB2}`, 'commit 0']);
  });

  it('calls an upgrade failed that could not be committed, and nothing else', () => {
    computer.agent({
      needed: [update(KB1, { categories: [UPGRADES], reboot: 1 }), update(KB2)],
      commitError: -2145124329,
    });
    expect(shapes(install([KB1, KB2], { allowUpgrades: true }))).toEqual([
      ['failed', null, 4, '0x80240017'],
      ['installed', null, 2, null],
    ]);
  });

  it('refuses what it has no licence for', () => {
    computer.agent({
      needed: [update(KB1, { licenceError: -2145124301 }), update(KB2, { comError: -2145124317 }), update(KB3)],
    });
    expect(shapes(install([KB1, KB2, KB3]))).toEqual([
      ['refused', 'licence', null, '0x80240033'],
      ['refused', 'licence', null, '0x80240023'],
      ['installed', null, 2, null],
    ]);
  });

  it('starts no download and no install where less than asked would stay free', () => {
    computer.agent({ needed: [update(KB1, { size: 600 }), update(KB2)], freeBytes: 1500 });
    const result = install([KB1, KB2], { minFreeBytes: 1000 });
    expect(shapes(result).map(([outcome]) => outcome)).toEqual(['not-started', 'not-started']);
    expect(result.stopped).toBe('no-space');
    expect(computer.agentLog()).toEqual([`eula ${KB1}`, `download ${KB1}`]);
  });

  it.each([
    [{ rebootRequired: true }, {}, 'restart-pending'],
    [{ rebootBefore: true }, {}, 'restart-pending'],
    [{}, { keys: ['RebootPending'] }, 'restart-pending'],
    [{ busy: true }, {}, 'busy'],
    [{ freeBytes: 10 }, {}, 'no-space'],
  ])('starts nothing while something is in the way: %j %j', (agent, known, stopped) => {
    computer.agent({ needed: [update(KB1)], ...agent });
    computer.knows(known);
    const result = install([KB1], { minFreeBytes: 1000 });
    expect(result).toMatchObject({ stopped, updates: [{ outcome: 'not-started', why: null, resultCode: null }] });
    expect(computer.agentLog()).toEqual([]);
  });

  it('starts nothing when the window has closed', () => {
    computer.agent({ needed: [update(KB1)] });
    expect(install([KB1], {}, '2020-01-01T00:00:00Z').stopped).toBe('not-after');
    expect(computer.agentLog()).toEqual([]);
  });

  it('finishes the running update after a stop and starts no further one', () => {
    computer.agent({ needed: [update(KB1, { stopAfter: true }), update(KB2)] });
    const result = install([KB1, KB2]);
    expect(result.updates.map((one) => one.outcome)).toEqual(['installed', 'not-started']);
    expect(result.stopped).toBe('stop');
    expect(computer.agentLog()).not.toContain(`install ${KB2}`);
  });

  it.each([
    ['an error', { comError: -2145124330 }],
    ['its result', { code: 4, hresult: -2145124330 }],
  ])('takes a restart that the agent asks for first by %s as not started', (_, how) => {
    computer.agent({ needed: [update(KB1, { comError: -2147024784 }), update(KB2, how), update(KB3)] });
    const result = install([KB1, KB2, KB3]);
    expect(shapes(result)).toEqual([
      ['failed', null, 4, '0x80070070'],
      ['not-started', null, null, '0x80240016'],
      ['not-started', null, null, null],
    ]);
    expect(result.stopped).toBe('restart-pending');
  });

  it('stops where another installer was faster', () => {
    computer.agent({ needed: [update(KB1, { comError: -2145124343 }), update(KB2)] });
    expect(install([KB1, KB2])).toMatchObject({ stopped: 'busy', updates: [{ hresult: '0x80240009' }, {}] });
  });

  it('tells an exclusive mix, a missing servicing stack and a failed download by their own codes', () => {
    const first = update(KB1, { mixed: true, impact: 2 });
    const second = update(KB2, { needs: KB3 });
    const third = update(KB3, { downloadCode: 5, hresult: -2147012894 });
    computer.agent({ needed: [first, second, third] });
    expect(shapes(install([KB1, KB2, KB3]))).toEqual([
      ['failed', null, 0, '0x80240019'],
      ['failed', null, 4, '0x800F0823'],
      ['failed', null, 5, '0x80072EE2'],
    ]);
  });

  it('installs the servicing stack before what needs it, in the order it was given', () => {
    computer.agent({ needed: [update(KB2, { needs: KB3 }), update(KB3)] });
    expect(install([KB3, KB2]).updates.map((one) => one.outcome)).toEqual(['installed', 'installed']);
  });

  it('says installed of definitions that come again, and the next scan says needed', () => {
    computer.agent({ needed: [update(KB1, { comesBack: true, hresult: 2359302 })] });
    expect(shapes(install([KB1]))).toEqual([['installed', null, 2, '0x00240006']]);
    computer.submit(OTHER_KEY, 'MS_WUA_Scan', {});
    const scan = scanResult.parse(resultOf(computer, OTHER_KEY));
    expect([scan.needed.map((one) => one.updateId), scan.installed]).toEqual([[KB1], [KB1]]);
  });

  it('loses no outcome to an agent that stops answering', () => {
    computer.agent({ needed: [update(KB1), update(KB2)], installerError: -2147023143, silentAtEnd: true });
    const result = install([KB1, KB2], { minFreeBytes: 1 });
    expect(shapes(result)).toEqual([
      ['failed', null, 4, '0x800706D9'],
      ['failed', null, null, '0x800706D9'],
    ]);
  });

  it.each([
    [{ searchCode: 3 }, 'result code 3'],
    [{ searchError: -2145107951 }, 'agent'],
  ])('installs nothing on the word of a bad search: %j', (agent, message) => {
    computer.agent({ needed: [update(KB1)], ...agent });
    computer.submit(KEY, 'MS_WUA_Install_Updates', installInput([KB1]));
    const report = computer.report('poll', KEY, { from: 0 });
    expect(report.state).toBe('broken');
    expect(report.error?.message).toContain(message);
    expect(report.error?.hresult).toMatch(/^0x[0-9A-F]{8}$/);
    expect(computer.agentLog()).toEqual([]);
  });
});
