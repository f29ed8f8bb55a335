import { X509Certificate } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterEach, expect, test } from 'vitest';
import { fleetOf, healthyScenario, standardScenario } from '../../../sandbox/scenario.js';
import { startFleet } from '../../../sandbox/windows/fleet.js';
import { runLine } from './soap.js';
import { bootstrapLine, closeWorld, doorTo, only, openWorld, reopen, type World } from './world.js';

let world: World;
afterEach(async () => await closeWorld(world));

async function probe(id: string) {
  return await runLine(await doorTo(world, id), bootstrapLine('Probe.ps1', 'x'));
}

test('a world is a WSUS host and twelve computers, each with a WinRM service of its own', async () => {
  world = await openWorld({ scenario: healthyScenario(), speed: 1000 });
  expect(world.fleet.hosts).toHaveLength(13);
  expect(new Set(world.fleet.hosts.map((host) => host.port)).size).toBe(13);
  for (const { id } of world.fleet.hosts) expect((await probe(id)).stdout).toContain(`name=${id.toUpperCase()}|`);
});

test('the standard world has one computer of each kind that every fleet has, and Finance one that fails', async () => {
  world = await openWorld({ scenario: standardScenario(), speed: 1000 });
  const of = (id: string) => world.fleet.computer(id).state;
  expect(of('br-pos-02').power).toBe('off');
  expect(Object.values(of('fin-ws-03').conditions.failing)).toContain('0x80070643');
  expect(of('hq-sql-01').conditions.systemDriveFreeBytes).toBeLessThan(1_073_741_824);
  expect(of('hq-dc-02').conditions.rollingBack).not.toEqual([]);
  expect(of('fin-ws-01').conditions.loggedOnUsers).toBe(1);
  expect(of('br-pos-03').conditions.policy.auOptions).toBe(4);
  const finance = world.fleet.scenario.provisioningGroups[0]?.computers ?? [];
  expect(finance.filter((id) => Object.keys(of(id).conditions.failing).length > 0)).toEqual(['fin-ws-03']);
});

test('a computer that is off from the start has its address all the same, and answers there with power', async () => {
  world = await openWorld({ scenario: standardScenario(), speed: 1000 });
  const host = world.fleet.hosts.find(({ id }) => id === 'br-pos-02');
  expect(host?.port).toBeGreaterThan(0);
  await expect(probe('br-pos-02')).rejects.toThrow('ECONNREFUSED');
  await reopen(world);
  expect(world.fleet.computer('br-pos-02').state.power).toBe('off');
  await world.fleet.setFault('br-pos-02', null);
  expect((await probe('br-pos-02')).stdout).toContain('name=BR-POS-02|');
});

test('every computer of a provisioning group is in the world, and every WSUS group of a computer exists', () => {
  const scenario = standardScenario();
  const ids = scenario.computers.map((computer) => computer.id);
  const groups = scenario.wsusGroups.map((group) => group.name);
  for (const group of scenario.provisioningGroups) expect(ids).toEqual(expect.arrayContaining([...group.computers]));
  for (const computer of scenario.computers) expect(groups).toEqual(expect.arrayContaining([...computer.wsusGroups]));
  for (const { updateId } of scenario.approved) {
    expect(scenario.updates.map((update) => update.updateId)).toContain(updateId);
  }
});

test('each certificate is signed by the authority in the folder, for the DNS name, localhost and 127.0.0.1', async () => {
  world = await openWorld({ scenario: only('fin-ws-01'), speed: 1000 });
  const host = world.fleet.hosts.find((each) => each.id === 'fin-ws-01');
  const ca = await readFile(world.fleet.caFile, 'utf8');
  const names = await new Promise<string>((resolve, reject) => {
    const socket = connect({ port: host?.port ?? 0, host: '127.0.0.1', ca, servername: host?.dnsName ?? '' }, () => {
      resolve(socket.getPeerX509Certificate()?.subjectAltName ?? '');
      socket.destroy();
    });
    socket.on('error', reject);
  });
  expect(names).toBe('DNS:fin-ws-01.lakeside.example, DNS:localhost, IP Address:127.0.0.1');
  expect(new X509Certificate(ca).ca).toBe(true);
});

test('authority, password and ports are made once; the password is for the owner only', async () => {
  world = await openWorld({ scenario: only('fin-ws-01'), speed: 1000 });
  const { password, hosts, caFile } = world.fleet;
  const ca = await readFile(caFile, 'utf8');
  await reopen(world);
  expect(world.fleet).toMatchObject({ password, hosts, caFile });
  expect(await readFile(caFile, 'utf8')).toBe(ca);
  expect((await stat(join(world.folder, 'fleet.json'))).mode & 0o777).toBe(0o600);
});

test('a kept port that somebody else has taken meanwhile is given up for another', async () => {
  world = await openWorld({ scenario: only('fin-ws-01'), speed: 1000 });
  const taken = world.fleet.hosts[1]?.port ?? 0;
  await world.fleet.close();
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(taken, '127.0.0.1', resolve));
  world.fleet = await startFleet({ ...world.settings, folder: world.folder });
  expect(world.fleet.hosts[1]?.port).not.toBe(taken);
  expect((await probe('fin-ws-01')).exitCode).toBe(0);
  other.close();
});

test('a computer without power refuses connections and boots when it comes back; one without network only refuses', async () => {
  world = await openWorld({ scenario: only('fin-ws-01'), speed: 1000 });
  const computer = world.fleet.computer('fin-ws-01');
  const booted = computer.state.bootedAt;
  await world.fleet.setFault('fin-ws-01', { kind: 'unreachable' });
  await expect(probe('fin-ws-01')).rejects.toThrow(/ECONNREFUSED/);
  await world.fleet.setFault('fin-ws-01', null);
  expect((await probe('fin-ws-01')).exitCode).toBe(0);
  expect(computer.state.bootedAt).toBe(booted);
  await world.fleet.setFault('fin-ws-01', { kind: 'off' });
  await expect(probe('fin-ws-01')).rejects.toThrow(/ECONNREFUSED/);
  await reopen(world);
  await expect(probe('fin-ws-01')).rejects.toThrow(/ECONNREFUSED/);
  await world.fleet.setFault('fin-ws-01', null);
  expect((await probe('fin-ws-01')).exitCode).toBe(0);
  expect(world.fleet.computer('fin-ws-01').state.bootedAt).toBeGreaterThan(booted);
});

test('a wrong password on one computer is a 401 there, and nowhere else', async () => {
  world = await openWorld({ scenario: only('fin-ws-01'), speed: 1000 });
  await world.fleet.setFault('fin-ws-01', { kind: 'unauthorized' });
  await expect(probe('fin-ws-01')).rejects.toThrow();
  expect((await probe('hq-wsus-01')).exitCode).toBe(0);
});

test('a file that cannot be read stops the start and is named', async () => {
  world = await openWorld({ scenario: only('fin-ws-01'), speed: 1000 });
  await world.fleet.close();
  const path = join(world.folder, 'computers', 'fin-ws-01.json');
  const good = await readFile(path, 'utf8');
  await writeFile(path, good.slice(0, 100));
  await expect(startFleet({ ...world.settings, folder: world.folder })).rejects.toThrow(/fin-ws-01\.json/);
  await writeFile(path, good);
  world.fleet = await startFleet({ ...world.settings, folder: world.folder });
});

test('more than two hundred computers answer at a time', async () => {
  world = await openWorld({ scenario: fleetOf(220), speed: 1000 });
  expect(world.fleet.hosts).toHaveLength(221);
  const ids = world.fleet.scenario.provisioningGroups[0]?.computers ?? [];
  const answers = await Promise.all(ids.filter((_, index) => index % 10 === 0).map(probe));
  expect(answers.every((answer) => answer.exitCode === 0)).toBe(true);
});
