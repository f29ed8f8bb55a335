import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OneComputer } from './one-computer.js';
import { idsOf, installInput } from './world.js';

/** A plug that is pulled as soon as a job installs. */

const CU = idsOf('cu-ws2019-2026-10');
const MSRT = idsOf('msrt-2026-10');
/** Not offered to this computer. */
const ELSEWHERE = idsOf('cu-w11-24h2-2026-10');
const BOTH = [...MSRT, ...CU];

let one: OneComputer;
beforeEach(async () => {
  one = await OneComputer.open('hq-sql-01');
  await one.alter({ losesPowerNext: true });
});
afterEach(async () => await one.close());

/** Submits an install and waits for the power to go; gives the job's state. */
async function cutOff(updates: readonly string[]) {
  const key = await one.submit('MS_WUA_Install_Updates', installInput(updates));
  await one.until(() => one.state.power === 'off');
  return one.state.jobs[key]?.state;
}

describe('a plug that is to be pulled at the next install', () => {
  it('goes in the middle of the job: after its first update, before its last', async () => {
    expect(await cutOff(BOTH)).toBe('interrupted');
    expect(one.state.installs).toEqual({ [MSRT[0] ?? '']: 1 });
    expect(one.told.slice(-3)).toEqual(['downloaded', 'job interrupted', 'went down']);
  });

  it('goes in the middle of the only update', async () => {
    expect(await cutOff(CU)).toBe('interrupted');
    expect(one.state.installs).toEqual({});
    expect(one.state.downloaded).toEqual(CU);
  });

  it('goes before the job ends where the updates after the first turn out not to be there', async () => {
    expect(await cutOff([...MSRT, ...ELSEWHERE])).toBe('interrupted');
    expect(one.state.installs).toEqual({ [MSRT[0] ?? '']: 1 });
  });

  it('goes where the first update fails, too', async () => {
    await one.alter({ failsNext: '0x80070643' });
    expect(await cutOff(BOTH)).toBe('interrupted');
    expect(one.told).toContain('install failed');
    expect(one.state.installs).toEqual({});
  });

  it('goes once: what was cut off is installed the next time', async () => {
    await cutOff(BOTH);
    await one.computer.restorePower();
    expect(one.state.conditions.losesPowerNext).toBe(false);
    await one.install(BOTH);
    expect(one.state.installs).toEqual(Object.fromEntries(BOTH.map((id) => [id, 1])));
  });

  it('waits over scans, downloads, restarts and a kill of the sandbox', async () => {
    await one.scan();
    await one.run('MS_WUA_Install_Updates', installInput(BOTH, { distributeOnly: true }));
    await one.restart();
    await one.reopen();
    expect(one.state.conditions.losesPowerNext).toBe(true);
    expect(await cutOff(BOTH)).toBe('interrupted');
  });

  it('stays in where it was meant to and then not', async () => {
    await one.alter({ losesPowerNext: false });
    expect(await one.install(BOTH)).toMatchObject({ stopped: null });
    expect(one.state.power).toBe('on');
  });
});
