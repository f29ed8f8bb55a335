import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { configureBot } from '../../../sandbox/configuration.js';
import { namesIn } from '../../../sandbox/names.js';
import { healthyScenario } from '../../../sandbox/scenario.js';
import { startSlack } from '../../../sandbox/slack/start.js';
import type { FleetSettings } from '../../../sandbox/windows/fleet.js';
import { loadConfiguration } from '../../../src/config/load.js';
import { challengeParts, negotiate } from './ntlm/client.js';
import { runLine } from './soap.js';
import { Caller, runSealed } from './winrm/caller.js';
import { bootstrapLine, closeWorld, installToolkit, only, openWorld, type World } from './world.js';

/** A fleet as Windows comes. */

let world: World;
let callers: Caller[] = [];
afterEach(async () => {
  for (const each of callers) each.close();
  callers = [];
  await closeWorld(world);
});

async function open(ids: readonly string[], over: Partial<FleetSettings> = {}): Promise<void> {
  world = await openWorld({ scenario: only(...ids), speed: 1000, doors: 'stock', ...over });
}

async function callerTo(id: string): Promise<Caller> {
  const host = world.fleet.hosts.find((each) => each.id === id);
  const ca = host?.scheme === 'https' ? await readFile(world.fleet.caFile, 'utf8') : null;
  const made = new Caller(host?.port ?? 0, ca);
  callers.push(made);
  return made;
}

async function loggedOn(id: string, who: { user?: string; password?: string } = {}): Promise<Caller> {
  const { user, password } = { ...world.fleet, ...who };
  const made = await callerTo(id);
  expect((await made.logOn({ user, password })).status).toBe(200);
  return made;
}

async function probe(id: string): Promise<string> {
  return (await runSealed(await loggedOn(id), bootstrapLine('Probe.ps1', 'x'))).stdout;
}

test('half of it is sealed over HTTP, half is reached over HTTPS, and one has Basic and an account of its own', async () => {
  world = await openWorld({ scenario: healthyScenario(), speed: 1000, doors: 'stock' });
  const { hosts } = world.fleet;
  expect(hosts.map(({ scheme }) => scheme).sort()).toEqual([...Array(7).fill('http'), ...Array(6).fill('https')]);
  expect(hosts.filter(({ shared }) => !shared).map(({ id, user }) => [id, user])).toEqual([
    ['br-srv-01', 'local-patchbay'],
  ]);
  for (const { id } of [hosts[1], hosts[2]].filter((each) => each !== undefined))
    expect(await probe(id)).toContain(`name=${id.toUpperCase()}|`);
});

test("Basic opens the one computer to its own account, and never to the domain's", async () => {
  await open(['br-srv-01']);
  const host = world.fleet.hosts.find(({ id }) => id === 'br-srv-01');
  const ca = await readFile(world.fleet.caFile, 'utf8');
  const door = { port: host?.port ?? 0, ca, user: host?.user ?? '', password: host?.password ?? '' };
  expect((await runLine(door, bootstrapLine('Probe.ps1', 'x'))).stdout).toContain('name=BR-SRV-01|');
  const { user, password } = world.fleet;
  await expect(runLine({ ...door, user, password }, 'x')).rejects.toThrow();
  expect(await probe('br-srv-01')).toContain('name=BR-SRV-01|');
});

test("the domain's account is locked everywhere, a computer's own on that computer", async () => {
  await open(['fin-ws-01', 'fin-ws-02'], { lockout: { threshold: 2, minutes: 10 } });
  const { user, password } = world.fleet;
  const [ofDomain, own] = world.fleet.accounts('fin-ws-01');
  const local = { user: own?.facts.user ?? '', password: own?.facts.password ?? '' };
  for (let time = 0; time < 2; time += 1) await (await callerTo('fin-ws-01')).logOn({ user, password: 'wrong' });
  expect((await (await callerTo('fin-ws-02')).logOn({ user, password })).status).toBe(401);
  await loggedOn('fin-ws-01', local);
  expect((await (await callerTo('fin-ws-02')).logOn(local)).status).toBe(401);
  ofDomain?.unlock();
  await loggedOn('fin-ws-02');
});

test('another machine can answer at the same address: nothing of ours is on it', async () => {
  await open(['fin-ws-01'], { doors: 'basic' });
  const host = world.fleet.hosts.find(({ id }) => id === 'fin-ws-01');
  const { user, password, caFile } = world.fleet;
  const door = { port: host?.port ?? 0, ca: await readFile(caFile, 'utf8'), user, password };
  await installToolkit(door);
  await world.fleet.computer('fin-ws-01').becomeAnother('8d0e2f9a-0000-4000-8000-000000000001');
  const { stdout } = await runLine(door, bootstrapLine('Probe.ps1', 'x'));
  expect(stdout).toContain('machine=8d0e2f9a-0000-4000-8000-000000000001|');
  expect(stdout).toContain('toolkit=absent');
});

test('a computer whose clock is off says so in its challenge and its replies, and lets people in all the same', async () => {
  await open(['fin-ws-01']);
  await world.fleet.computer('fin-ws-01').alter({ clockOffsetMs: 7 * 86_400_000 });
  const asked = await (await callerTo('fin-ws-01')).post('', {
    Authorization: `Negotiate ${negotiate().toString('base64')}`,
  });
  const token = Buffer.from(String(asked.headers['www-authenticate']).slice(10), 'base64');
  const time = challengeParts(token).pairs.get(7)?.readBigUInt64LE(0) ?? 0n;
  const aheadMs = Number((time - 116_444_736_000_000_000n) / 10_000n) - Date.now();
  expect(Math.round(aheadMs / 86_400_000)).toBe(7);
  expect(Math.round((Date.parse(String(asked.headers.date)) - Date.now()) / 86_400_000)).toBe(7);
  expect(await probe('fin-ws-01')).toContain('name=FIN-WS-01|');
});

/** As pywinrm and Ansible send a script. */
function encoded(script: string): string {
  return `PowerShell -NoProfile -ExecutionPolicy Unrestricted -EncodedCommand ${Buffer.from(script, 'utf16le').toString('base64')}`;
}

test('the commands of a test are there where a test asks for them', async () => {
  await open(['fin-ws-01'], { testCommands: true });
  const client = await loggedOn('fin-ws-01');
  const ran = async (line: string) => Object.values(await runSealed(client, line));
  expect(await ran('echo hello world')).toEqual(['hello world\r\n', '', 0]);
  expect(await ran('cmd /c exit 7')).toEqual(['', '', 7]);
  expect(await ran('echo oops 1>&2')).toEqual(['', 'oops\r\n', 0]);
  expect((await ran('ipconfig'))[0]).toContain('Windows IP Configuration');
  expect(await ran(encoded('exit 5'))).toEqual(['', '', 5]);
  expect(await ran(encoded('cmd /c exit 5'))).toEqual(['', '', 1]);
  expect(await ran(encoded("Write-Output 'a b'"))).toEqual(['a b\r\n', '', 0]);
  expect(await ran(encoded("[Console]::Error.WriteLine('bad')"))).toEqual(['', 'bad\r\n', 0]);
  expect((await ran(`powershell -Command "[Console]::Out.Write('xy' * 50000)"`))[0]).toHaveLength(100_000);
  expect((await ran('format c:'))[2]).toBe(1);
});

test('nobody else finds them', async () => {
  await open(['fin-ws-01']);
  const { stdout, exitCode } = await runSealed(await loggedOn('fin-ws-01'), 'echo hello');
  expect([stdout, exitCode]).toEqual(['', 1]);
});

test("the bot's configuration names each computer's scheme and credentials, and is accepted", async () => {
  const scenario = healthyScenario();
  world = await openWorld({ scenario, speed: 1000, doors: 'stock' });
  const slack = await startSlack({ folder: join(world.folder, 'slack'), port: 0, names: namesIn(scenario) });
  try {
    const { env } = await configureBot(join(world.folder, 'config'), world.fleet, slack);
    const loaded = await loadConfiguration({ env, cwd: world.folder });
    if (loaded.mode !== 'configured') throw new Error(loaded.mode);
    const ways = [...loaded.configuration.computers.values()].map(({ id, scheme, method, shared }) => [
      id,
      scheme,
      method,
      shared,
    ]);
    expect(ways).toEqual(world.fleet.hosts.map(({ id, scheme, shared }) => [id, scheme, 'auto', shared]));
  } finally {
    await slack.close();
  }
});
