import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OneComputer } from './one-computer.js';

/** Scripts of the computer's administrators, and messages to its users. */

const PATH = 'C:\\ProgramData\\Lakeside\\Drain.ps1';

let one: OneComputer;
beforeEach(async () => {
  one = await OneComputer.open('fin-ws-01');
  await one.alter({ loggedOnUsers: 0 });
});
afterEach(async () => await one.close());

function hookOf(more: object = {}) {
  return {
    hooks: { [PATH]: { exitCode: 0, seconds: 2, output: 'drained', owner: 'administrators' as const, ...more } },
  };
}

async function invoke(path = PATH, timeoutSeconds = 60) {
  return await one.run('Invoke-Hook', { path, phase: 'before', timeoutSeconds });
}

describe('a hook', () => {
  it.each([0, 1, 3010, -1])('ends with its exit code %i and what it printed', async (exitCode) => {
    await one.alter(hookOf({ exitCode }));
    expect(await invoke()).toEqual({ outcome: 'ended', exitCode, output: 'drained' });
    expect(one.state.events.at(-2)).toMatchObject({ what: 'hook ended', text: `${PATH} before: ${exitCode}` });
  });

  it('is found whatever the case of its name', async () => {
    await one.alter(hookOf());
    expect(await invoke(PATH.toUpperCase())).toMatchObject({ outcome: 'ended' });
  });

  it('takes its time, and no more than it is given', async () => {
    await one.alter(hookOf({ seconds: 600 }));
    const before = one.clock.now();
    expect(await invoke(PATH, 60)).toEqual({ outcome: 'timed-out', exitCode: null, output: 'drained' });
    expect(one.clock.now() - before).toBeGreaterThanOrEqual(60_000);
    expect(one.clock.now() - before).toBeLessThan(120_000);
  });

  it('that is not there is missing', async () => {
    expect(await invoke()).toEqual({ outcome: 'missing', exitCode: null, output: '' });
  });

  it('that everyone may write to is not run', async () => {
    await one.alter(hookOf({ owner: 'everyone' }));
    expect(await invoke()).toMatchObject({ outcome: 'refused', exitCode: null, output: expect.stringContaining(PATH) });
    expect(one.told).not.toContain('hook ended');
  });

  it.each([
    '\\\\files\\share\\Drain.ps1',
    'Drain.ps1',
    'C:\\ProgramData\\Lakeside\\Drain.txt',
    'C:\\ProgramData\\..\\Drain.ps1',
    'C:\\ProgramData\\Drain.ps1:stream.ps1',
    'C:\\ProgramData\\Drain & more.cmd',
    'C:\\ProgramData\\%TEMP%\\Drain.cmd',
  ])('is no script on a drive of the computer: %s', async (path) => {
    await one.alter({ hooks: { [path]: { exitCode: 0, seconds: 0, output: '', owner: 'administrators' } } });
    expect(await invoke(path)).toMatchObject({ outcome: 'refused' });
  });

  it('that asked for a restart leaves a hint until the next one, and blocks nothing', async () => {
    await one.alter(hookOf({ exitCode: 3010 }));
    await invoke();
    expect(await one.run('Get-EndpointFacts', {})).toMatchObject({
      restartRequired: false,
      restartHints: ['PendingFileRenameOperations'],
    });
    await one.restart();
    expect(await one.run('Get-EndpointFacts', {})).toMatchObject({ restartHints: [] });
  });

  it('is interrupted by a restart, like any job', async () => {
    await one.alter(hookOf({ seconds: 600 }));
    const key = await one.submit('Invoke-Hook', { path: PATH, phase: 'before', timeoutSeconds: 900 });
    await one.computer.restart();
    expect(one.state.jobs[key]).toMatchObject({ state: 'interrupted' });
    expect(one.told).not.toContain('hook ended');
  });
});

describe('a notice', () => {
  const notice = { message: 'This computer restarts at 22:00.', showSeconds: 60 };

  it('is read by whoever is logged on, and by nobody else', async () => {
    expect(await one.run('Send-Notice', notice)).toEqual({ told: 0, error: null });
    expect(one.told).not.toContain('users told');
    await one.alter({ loggedOnUsers: 2 });
    expect(await one.run('Send-Notice', notice)).toEqual({ told: 2, error: null });
    expect(one.state.events.find(({ what }) => what === 'users told')).toMatchObject({ text: notice.message });
    expect(one.state.conditions.loggedOnUsers).toBe(2);
  });

  it('says why where there is no msg.exe', async () => {
    await one.alter({ loggedOnUsers: 1, hasMessenger: false });
    expect(await one.run('Send-Notice', notice)).toMatchObject({ told: 0, error: expect.stringContaining('msg.exe') });
  });

  it('makes users log off who do as they are told, as a planned restart does', async () => {
    await one.alter({ loggedOnUsers: 1, leavesWhenTold: true });
    await one.run('Send-Notice', notice);
    await one.until(() => one.state.conditions.loggedOnUsers === 0);
    await one.alter({ loggedOnUsers: 1 });
    await one.planRestart();
    await one.until(() => one.state.conditions.loggedOnUsers === 0);
    expect(one.told).not.toContain('went down');
  });
});
