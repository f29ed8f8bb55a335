import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OneComputer } from './one-computer.js';
import { idsOf, installInput } from './world.js';

/** What the agent searches, whom it asks, and how a search ends. */

const DEFINITIONS = idsOf('defender-1.441.208.0');
const MSRT = idsOf('msrt-2026-10');
const OTHER_WSUS = 'http://wsus.elsewhere.example:8530';

let one: OneComputer;
beforeEach(async () => {
  one = await OneComputer.open('fin-ws-01');
});
afterEach(async () => await one.close());

describe('a search', () => {
  it.each(['0x80072EE2', '0x80072EFD', '0x8024402C', '0x80244017', '0x80244022', '0x80072F8F'])(
    'that throws %s breaks the scan with it, and an install too',
    async (hresult) => {
      await one.alter({ searchFails: hresult });
      expect(await one.breaks('MS_WUA_Scan', {})).toBe(hresult);
      expect(await one.breaks('MS_WUA_Install_Updates', installInput(MSRT))).toBe(hresult);
      expect(one.state.installs).toEqual({});
    },
  );

  it('that ends with errors installs nothing', async () => {
    await one.alter({ searchEndsWithErrors: true });
    expect(await one.breaks('MS_WUA_Install_Updates', installInput(MSRT))).toBe('0x80131501');
    expect(one.state.installs).toEqual({});
  });

  it('does not happen where the service is disabled', async () => {
    await one.alter({ serviceDisabled: true });
    expect(await one.breaks('MS_WUA_Scan', {})).toBe('0x80070422');
  });

  it('tells of what is hidden, and neither offers nor installs it', async () => {
    await one.alter({ hidden: [...MSRT] });
    const { needed, warnings, resultCode } = await one.scan();
    expect(needed.map(({ updateId }) => updateId)).not.toContain(MSRT[0]);
    expect([resultCode, warnings]).toEqual([2, [expect.stringMatching(/^hidden on this computer: .*KB890830/)]]);
    expect(await one.install(MSRT)).toMatchObject({ updates: [{ outcome: 'not-found' }] });
  });

  it('asks the managed server only: without one it fails', async () => {
    await one.policy({ useWuServer: false });
    expect(await one.breaks('MS_WUA_Scan', {})).toBe('0x80244011');
    await one.policy({ useWuServer: true, wuServer: null });
    expect(await one.breaks('MS_WUA_Scan', {})).toBe('0x80244011');
  });

  it('of another WSUS is complete and finds nothing: nothing is approved there', async () => {
    await one.policy({ wuServer: OTHER_WSUS });
    expect(await one.scan()).toMatchObject({ resultCode: 2, needed: [], installed: [] });
  });

  it('is reported to WSUS, and one that fails is not', async () => {
    const reportedAt = async () =>
      one.fleet.wsus.list().computers.find(({ name }) => name.startsWith('fin-ws-01'))?.reportedAt ?? '';
    const before = await reportedAt();
    await one.alter({ searchFails: '0x80072EE2' });
    await one.breaks('MS_WUA_Scan', {});
    expect(await reportedAt()).toBe(before);
    await one.alter({ searchFails: null });
    await one.scan();
    expect(Date.parse(await reportedAt())).toBeGreaterThan(Date.parse(before));
  });
});

describe('an update that loops', () => {
  it('is needed again at once after each install, in the same revision', async () => {
    await one.alter({ looping: { [DEFINITIONS[0] ?? '']: 'same' } });
    for (let round = 1; round <= 3; round += 1) {
      expect(await one.install(DEFINITIONS)).toMatchObject({ updates: [{ outcome: 'installed' }] });
      expect(await one.missing()).toContain(DEFINITIONS[0]);
    }
    expect(one.state.installs[DEFINITIONS[0] ?? '']).toBe(3);
  });

  it('or in a newer one, which WSUS has and has approved', async () => {
    await one.alter({ looping: { [DEFINITIONS[0] ?? '']: 'newer' } });
    await one.install(DEFINITIONS);
    const { needed } = await one.scan();
    expect(needed.find(({ updateId }) => updateId === DEFINITIONS[0])).toMatchObject({ revision: 201 });
    const listed = one.fleet.wsus.list().updates.find(({ updateId }) => updateId === DEFINITIONS[0]);
    expect(listed).toMatchObject({ revision: 201, approvals: [{ action: 'install' }] });
    expect(await one.install(DEFINITIONS)).toMatchObject({ updates: [{ why: 'other-revision' }] });
  });
});

describe("a computer's own policy", () => {
  const untilMorning = () => one.clock.advance(20 * 3_600_000);
  const begins = () => one.told.includes('began by itself');

  it.each([
    ['AUOptions 4', { auOptions: 4 }, true],
    ['no AUOptions, on a workstation', { auOptions: null }, true],
    ['a deadline', { deadline: true }, true],
    ['AUOptions 2', { auOptions: 2 }, false],
    ['AUOptions 3', { auOptions: 3 }, false],
    ['AUOptions 5', { auOptions: 5 }, false],
    ['AUOptions 4 and NoAutoUpdate', { auOptions: 4, noAutoUpdate: true }, false],
    ['AUOptions 4 and another WSUS', { auOptions: 4, wuServer: OTHER_WSUS }, false],
    ['AUOptions 4 and UseWUServer 0', { auOptions: 4, useWuServer: false }, false],
  ] as const)('with %s: does it install what our WSUS approved, by itself? %o → %s', async (_, policy, does) => {
    await one.policy(policy);
    untilMorning();
    expect(begins()).toBe(does);
  });

  it('tells what there is of it', async () => {
    const policy = { configMgr: true, updateForBusiness: true, deadline: true, noAutoUpdate: true, auOptions: null };
    await one.policy(policy);
    expect((await one.run('Get-EndpointFacts', {})).policy).toMatchObject(policy);
  });
});

describe('a clone', () => {
  it('has the ids of another, and WSUS shows one of the two: who reported last', async () => {
    const { susClientId, machineId } = one.fleet.computer('hq-wsus-01').state;
    await one.computer.becomeClone({ susClientId, machineId });
    expect(await one.run('Get-EndpointFacts', {})).toMatchObject({ susClientId, machineId });
    await one.scan();
    const { computers } = one.fleet.wsus.list();
    expect(computers.map(({ name }) => name)).toEqual(['fin-ws-01.lakeside.example']);
  });
});
