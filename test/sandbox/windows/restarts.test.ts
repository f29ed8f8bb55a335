import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OneComputer } from './one-computer.js';
import { idsOf } from './world.js';

/** How a computer goes down and comes back, or does not. */

const CU = idsOf('cu-ws2019-2026-10');
const MSRT = idsOf('msrt-2026-10');
const MINUTE = 60_000;

let one: OneComputer;
beforeEach(async () => {
  one = await OneComputer.open('hq-sql-01');
});
afterEach(async () => await one.close());

async function goDown(): Promise<void> {
  await one.planRestart();
  await one.untilDown();
}

describe('on its way up', () => {
  it('WinRM started late answers only minutes after the boot', async () => {
    await one.alter({ winrmDelayMs: 3 * MINUTE });
    await goDown();
    await one.until(() => one.state.power === 'on');
    const { bootedAt } = one.state;
    one.clock.advance(2 * MINUTE);
    expect(one.computer.winrm.listening).toBe(false);
    await one.untilUp();
    expect(one.clock.now() - bootedAt).toBeGreaterThanOrEqual(3 * MINUTE);
    expect((await one.run('Get-EndpointFacts', {})).bootedAt.slice(0, 19)).toBe(
      new Date(bootedAt).toISOString().slice(0, 19),
    );
    expect(one.told.slice(-3)).toContain('WinRM started');
  });

  it('a WinRM that starts late does so after a kill of the sandbox, too', async () => {
    await one.alter({ winrmDelayMs: 3 * MINUTE });
    await goDown();
    await one.until(() => one.state.power === 'on');
    await one.reopen();
    expect(one.computer.winrm.listening).toBe(false);
    one.clock.advance(3 * MINUTE);
    await one.untilUp();
  });

  it('servicing goes on after the boot: only then updates are in, and nothing is installed before', async () => {
    await one.alter({ servicingMs: 10 * MINUTE });
    await one.install(CU);
    await goDown();
    await one.untilUp();
    const early = await one.scan();
    expect(early.facts).toMatchObject({ servicingBusy: true, restartRequired: true });
    expect(early.needed.map(({ updateId }) => updateId)).toContain(CU[0]);
    expect(await one.install(MSRT)).toMatchObject({ stopped: 'busy' });
    one.clock.advance(10 * MINUTE);
    const late = await one.scan();
    expect(late.facts).toMatchObject({ servicingBusy: false, restartRequired: false });
    expect(late.installed).toContain(CU[0]);
  });

  it('servicing that the sandbox was killed in ends all the same', async () => {
    await one.alter({ servicingMs: 10 * MINUTE });
    await one.install(CU);
    await goDown();
    await one.untilUp();
    await one.reopen();
    expect((await one.run('Get-EndpointFacts', {})).servicingBusy).toBe(true);
    one.clock.advance(10 * MINUTE);
    await one.until(() => one.state.completing === 'no');
    expect(one.state.installed).toContain(CU[0]);
  });

  it('it takes as long as it is said to take', async () => {
    await one.alter({ bootMs: 90 * MINUTE });
    await goDown();
    const down = one.clock.now();
    await one.until(() => one.computer.winrm.listening, MINUTE);
    expect(one.clock.now() - down).toBeGreaterThanOrEqual(89 * MINUTE);
  });

  it('one that hangs comes back only when somebody presses its button', async () => {
    await one.alter({ staysDown: true });
    await goDown();
    one.clock.advance(24 * 60 * MINUTE);
    await one.until(() => one.state.heldBy === 'hang');
    expect(one.computer.winrm.listening).toBe(false);
    await one.alter({ staysDown: false });
    await one.computer.restorePower();
    await one.untilUp();
  });

  it('one with a BitLocker PIN says so beforehand, waits for it, and comes up once it is entered', async () => {
    await one.alter({ asksForPin: true });
    expect((await one.run('Get-EndpointFacts', {})).startsAlone).toBe(false);
    await goDown();
    await one.until(() => one.state.heldBy === 'pin');
    await one.reopen();
    one.clock.advance(60 * MINUTE);
    expect([one.state.power, one.state.heldBy]).toEqual(['restarting', 'pin']);
    await one.computer.enterPin();
    await one.untilUp();
    expect(one.told).toEqual(expect.arrayContaining(['asks for its PIN', 'came up']));
  });

  it('one with a PIN asks for it after a loss of power, too', async () => {
    await one.alter({ asksForPin: true });
    await one.computer.cutPower();
    await one.computer.restorePower();
    expect(one.state.heldBy).toBe('pin');
    await one.computer.cutPower();
    expect([one.state.power, one.state.heldBy]).toEqual(['off', null]);
  });
});

describe('what restarts do', () => {
  it('an update with a second restart is in after that one, which Windows makes by itself', async () => {
    await one.alter({ restartsTwice: true, servicingMs: MINUTE });
    await one.install(CU);
    await goDown();
    await one.untilUp();
    const first = await one.run('Get-EndpointFacts', {});
    expect(first).toMatchObject({ servicingBusy: true, restartRequired: true });
    await one.untilDown();
    await one.untilUp();
    expect(one.told.filter((what) => what === 'came up')).toHaveLength(2);
    expect(one.state.installed).not.toContain(CU[0]);
    one.clock.advance(MINUTE);
    const { facts, installed } = await one.scan();
    expect(facts).toMatchObject({ servicingBusy: false, restartRequired: false });
    expect(facts.bootedAt > first.bootedAt).toBe(true);
    expect(installed).toContain(CU[0]);
  });

  it('in a loop each restart leaves another one pending', async () => {
    await one.alter({ restartLoop: true });
    await one.install(CU);
    for (let round = 0; round < 3; round += 1) {
      await one.restart();
      expect(await one.run('Get-EndpointFacts', {})).toMatchObject({ restartRequired: true, servicingBusy: false });
    }
    expect(await one.install(MSRT)).toMatchObject({ stopped: 'restart-pending' });
    await one.alter({ restartLoop: false });
    await one.restart();
    expect(await one.run('Get-EndpointFacts', {})).toMatchObject({ restartRequired: false });
  });

  it('an update that is undone once installs the second time', async () => {
    await one.alter({ rollingBackOnce: [...CU] });
    await one.install(CU);
    await one.restart();
    expect(await one.missing()).toContain(CU[0]);
    await one.install(CU);
    await one.restart();
    expect((await one.scan()).installed).toContain(CU[0]);
    expect(one.told.filter((what) => what === 'rolled back')).toHaveLength(1);
  });

  it('one that is undone always is undone again and again', async () => {
    await one.alter({ rollingBack: [...CU] });
    for (let round = 0; round < 2; round += 1) {
      await one.install(CU);
      await one.restart();
    }
    expect(one.told.filter((what) => what === 'rolled back')).toHaveLength(2);
  });

  it('hints inform and block nothing, whatever they are', async () => {
    await one.alter({ restartHints: ['PendingFileRenameOperations'] });
    expect(await one.scan()).toMatchObject({
      facts: { restartRequired: false, restartHints: ['PendingFileRenameOperations'] },
    });
    expect(await one.install(MSRT)).toMatchObject({ stopped: null });
  });
});

describe('a planned restart', () => {
  it('that somebody takes back does not come', async () => {
    await one.alter({ abortsRestarts: true });
    expect(await one.planRestart()).toMatchObject({ planned: true, reason: null });
    one.clock.advance(60 * MINUTE);
    expect(one.told).toContain('restart aborted');
    expect(one.told).not.toContain('went down');
    expect(one.state.restart).toBeNull();
  });

  it('that somebody else planned is told as planned already, and comes at its time', async () => {
    await one.computer.planRestart(30 * MINUTE);
    expect(await one.planRestart()).toMatchObject({ planned: true, reason: 'planned already' });
    one.clock.advance(20 * MINUTE);
    expect(one.told).not.toContain('went down');
    one.clock.advance(10 * MINUTE);
    await one.untilDown();
    expect(one.state.events.find(({ what }) => what === 'went down')).toMatchObject({ key: null });
  });

  it('is taken back for good by shutdown /a, and another one can be planned', async () => {
    await one.computer.planRestart(30 * MINUTE);
    await one.computer.abortRestart();
    one.clock.advance(60 * MINUTE);
    expect(one.state.power).toBe('on');
    expect(await one.planRestart()).toMatchObject({ planned: true, reason: null });
  });
});

describe('its place in the network', () => {
  it('is told as a fact: domain controller, cluster node, or neither', async () => {
    expect(await one.run('Get-EndpointFacts', {})).toMatchObject({ role: 'server', clusterNode: false });
    await one.alter({ domainController: true, clusterNode: true });
    expect(await one.run('Get-EndpointFacts', {})).toMatchObject({ role: 'domain-controller', clusterNode: true });
  });
});
