import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { healthyScenario, type Scenario } from '../../../sandbox/scenario.js';
import { type Fleet, startFleet } from '../../../sandbox/windows/fleet.js';
import type { ComputerId, JobKey } from '../../../src/domain/ids.js';
import type { JobOrder, JobState } from '../../../src/domain/job.js';
import type { KnownComputer } from '../../../src/ports/endpoint.js';
import { endpoint } from '../../../src/windows/endpoint.js';
import type { WinRmDetachedJobs } from '../../../src/windows/jobs/detached-jobs.js';
import { updateServer } from '../../../src/windows/update-server.js';
import { anyone, codeOf } from '../../contract/detached-jobs.js';
import { jobsOn } from './jobs-on.js';

/** The client against the pretend fleet: TLS, WinRM and command lines for real, Windows behind them pretended. */
let folder: string;
let fleet: Fleet;
let jobs: WinRmDetachedJobs;
let secret: string;
let computer: ComputerId;
let wsus: ComputerId;
let keys = 0;

const windows = endpoint();
const server = updateServer(() => 0);

function scenario(): Scenario {
  const standard = healthyScenario();
  return { ...standard, computers: standard.computers.slice(0, 1) };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jobs-'));
  fleet = await startFleet({ folder, scenario: scenario(), speed: 100_000 });
  wsus = fleet.wsusHostId as ComputerId;
  computer = fleet.hosts.find((host) => host.id !== wsus)?.id as ComputerId;
  secret = fleet.password;
  jobs = await jobsOn(fleet, () => secret);
});
afterAll(async () => {
  await fleet.close();
  await rm(folder, { recursive: true });
});
afterEach(async () => {
  secret = fleet.password;
  await fleet.setFault(computer, null);
  await fleet.computer(computer).alter({ languageMode: 'FullLanguage', administrator: true });
});

function orderOf(spec: JobOrder['spec'], notAfter = Date.now() + 3_600_000): JobOrder {
  keys += 1;
  return { key: `testhost-${String(keys).padStart(26, '0')}` as JobKey, spec, notAfter };
}

function known(id: ComputerId): KnownComputer {
  return { id, machineId: fleet.computer(id).state.machineId };
}

async function ended(id: ComputerId, key: JobKey): Promise<JobState> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const state = await jobs.poll(known(id), key);
    if (state.state !== 'running' || Date.now() > deadline) return state;
  }
}

async function resultOf(id: ComputerId, spec: JobOrder['spec']) {
  const order = orderOf(spec);
  await jobs.submit(known(id), order);
  const state = await ended(id, order.key);
  if (state.state !== 'finished') throw new Error(JSON.stringify(state));
  return state.result;
}

describe('a first contact', () => {
  it('brings the toolkit once', async () => {
    await jobs.prepare(computer, anyone);
    await jobs.prepare(computer, anyone);
    const sealed = fleet.computer(computer).state.events.filter((event) => event.what === 'toolkit sealed');
    expect(sealed).toHaveLength(1);
  });

  it('stops where PowerShell is fenced in, and where the account is no administrator', async () => {
    await fleet.computer(computer).alter({ languageMode: 'ConstrainedLanguage' });
    expect(await codeOf(jobs.prepare(computer, anyone))).toBe('PB406');
    await fleet.computer(computer).alter({ languageMode: 'FullLanguage', administrator: false });
    expect(await codeOf(jobs.prepare(computer, anyone))).toBe('PB407');
  });

  it.each(['AllSigned', 'Restricted'])('stops where group policy sets %s', async (executionPolicy) => {
    await fleet.computer(computer).alter({ executionPolicy });
    expect(await codeOf(jobs.prepare(computer, anyone))).toBe('PB406');
    await fleet.computer(computer).alter({ executionPolicy: 'RemoteSigned' });
    expect((await jobs.prepare(computer, anyone)).computerName.toLowerCase()).toBe(computer);
  });

  it('stops at a wrong password', async () => {
    secret = 'wrong';
    expect(await codeOf(jobs.prepare(computer, anyone))).toBe('PB402');
  });
});

describe('a job', () => {
  it('scans, and its result is read', async () => {
    const report = windows.readScan(await resultOf(computer, windows.scan()), computer);
    expect(report.complete).toBe(true);
    expect(report.needed.length + report.installed.length).toBeGreaterThan(0);
    expect(report.facts.machineId).toBe(fleet.computer(computer).state.machineId);
  });

  it('lists the whole of WSUS', async () => {
    const { patches, facts } = server.readList(await resultOf(wsus, server.list()), wsus);
    expect(patches.length).toBeGreaterThan(10);
    expect(facts.groups.some((group) => group.name === 'Finance')).toBe(true);
  });

  it('takes an input that is much longer than a command line', async () => {
    const updates = Array.from(
      { length: 900 },
      (_, index) => `00000000-0000-0000-0000-${String(index).padStart(12, '0')}`,
    );
    const result = await resultOf(computer, {
      script: 'MS_WUA_Install_Updates',
      input: {
        updates: updates.map((updateId) => ({ updateId, revision: 1 })),
        distributeOnly: true,
        minFreeBytes: 0,
        allowDrivers: false,
        allowUpgrades: false,
      },
      limitSeconds: 600,
    });
    const report = windows.readInstall(result, computer);
    expect(report.outcomes.map((one) => one.updateId)).toEqual(updates);
  });
});

describe('trouble on the way', () => {
  it.each([
    ['reset-before', 'PB401'],
    ['reset-after', 'PB401'],
    ['truncated', 'PB401'],
    ['server-error', 'PB408'],
    ['unauthorized', 'PB402'],
  ] as const)('(%s) ends in %s and leaves a job that is found again', async (kind, code) => {
    const order = orderOf(windows.facts());
    await fleet.setFault(computer, { kind, operation: 'Receive' });
    expect(await codeOf(jobs.submit(known(computer), order))).toBe(code);
    await fleet.setFault(computer, null);
    await jobs.submit(known(computer), order);
    expect((await ended(computer, order.key)).state).toBe('finished');
    const started = fleet.computer(computer).state.events.filter((event) => event.key === order.key);
    expect(started.filter((event) => event.what === 'job started')).toHaveLength(1);
  });

  it('leaves no shells behind, but where the logon was refused: to tidy up would say the password again', async () => {
    expect(fleet.computer(computer).winrm.openShells).toBe(1);
  });
});

describe('a restarted program', () => {
  it('finds the toolkit by a probe and does not bring it again', async () => {
    const order = orderOf(windows.facts());
    await jobs.submit(known(computer), order);
    jobs = await jobsOn(fleet, () => secret);
    expect((await ended(computer, order.key)).state).toBe('finished');
    const sealed = fleet.computer(computer).state.events.filter((event) => event.what === 'toolkit sealed');
    expect(sealed).toHaveLength(1);
  });
});
