import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { commandLineJson } from '../../../src/windows/scripts/contract.js';
import { runLine, SOON } from './soap.js';
import {
  closeWorld,
  type Doorway,
  doorTo,
  ended,
  HandClock,
  idsOf,
  installInput,
  installToolkit,
  newKey,
  only,
  openWorld,
  reopen,
  submit,
  submitLine,
  unframed,
  verb,
  verbLine,
  type World,
} from './world.js';

const EDGE = idsOf('edge-153');
const TWO = idsOf('edge-153', 'msrt-2026-10');

let world: World;
let clock: HandClock;
let door: Doorway;
beforeEach(async () => {
  clock = new HandClock();
  world = await openWorld({ scenario: only('fin-ws-01'), speed: 1, clock });
  door = await doorTo(world, 'fin-ws-01');
  await installToolkit(door);
});
afterEach(async () => await closeWorld(world));

function computer() {
  return world.fleet.computer('fin-ws-01');
}

function installOf(key: string, updates: readonly string[], notAfter?: string) {
  const order = { key, script: 'MS_WUA_Install_Updates' as const, input: installInput(updates) };
  return notAfter === undefined ? order : { ...order, notAfter };
}

/** Moves the clock until the computer has done something. */
async function until(condition: () => boolean): Promise<void> {
  await expect
    .poll(() => {
      if (!condition()) clock.advance(100);
      return condition();
    }, SOON)
    .toBe(true);
}

test('a job that is handed over runs, tells its progress, and keeps its result', async () => {
  const key = newKey();
  expect(await submit(door, installOf(key, EDGE))).toMatchObject({ key, state: 'running', stopRequested: false });
  await until(() => computer().state.jobs[key]?.progress?.phase === 'install');
  expect((await verb(door, 'poll', { key, from: 0 })).progress).toMatchObject({ done: 0, total: 1, phase: 'install' });
  const report = await ended(door, key, clock);
  expect(JSON.parse(report.result?.text ?? '')).toMatchObject({ updates: [{ outcome: 'installed' }], stopped: null });
});

test('handed over twice, a job runs once', async () => {
  const key = newKey();
  await Promise.all([submit(door, installOf(key, EDGE)), submit(door, installOf(key, EDGE))]);
  await ended(door, key, clock);
  expect(await submit(door, installOf(key, EDGE))).toMatchObject({ state: 'finished' });
  expect(computer().state.installs).toEqual({ [EDGE[0] ?? '']: 1 });
});

test('a known key with another content is a conflict, and nothing of it runs', async () => {
  const key = newKey();
  const first = await submit(door, installOf(key, EDGE));
  expect(await submit(door, installOf(key, TWO))).toMatchObject({ state: 'conflict', hash: first.hash });
  await ended(door, key, clock);
  expect(Object.keys(computer().state.installs)).toEqual(EDGE);
});

test('after the acknowledgement a late duplicate meets a tombstone and installs nothing', async () => {
  const key = newKey();
  await submit(door, installOf(key, EDGE));
  await ended(door, key, clock);
  expect(await verb(door, 'acknowledge', { key })).toMatchObject({ state: 'acknowledged', result: null });
  expect(await verb(door, 'acknowledge', { key })).toMatchObject({ state: 'acknowledged' });
  computer().state.installed = [];
  expect(await submit(door, installOf(key, EDGE))).toMatchObject({ state: 'acknowledged' });
  clock.advance(60_000);
  expect(computer().state.installs).toEqual({ [EDGE[0] ?? '']: 1 });
  expect(computer().state.jobs[key]).toMatchObject({ inputText: null, resultText: null, scheduledTask: null });
});

test('a key that is acknowledged before it ever arrived never runs', async () => {
  const key = newKey();
  expect(await verb(door, 'acknowledge', { key })).toMatchObject({ state: 'acknowledged', hash: null });
  expect(await submit(door, installOf(key, EDGE))).toMatchObject({ state: 'acknowledged' });
  clock.advance(60_000);
  expect(computer().state.installs).toEqual({});
});

test('a running job is not acknowledged', async () => {
  const key = newKey();
  await submit(door, installOf(key, EDGE));
  expect(await verb(door, 'acknowledge', { key })).toMatchObject({ state: 'running' });
});

test('an unknown key is unknown to poll and to stop', async () => {
  const key = newKey();
  expect(await verb(door, 'poll', { key, from: 0 })).toMatchObject({ state: 'unknown', hash: null });
  expect(await verb(door, 'stop', { key })).toMatchObject({ state: 'unknown' });
});

test('stopped, a job ends the update that runs and starts no further one', async () => {
  const key = newKey();
  await submit(door, installOf(key, TWO));
  await until(() => computer().state.jobs[key]?.progress?.phase === 'install');
  expect(await verb(door, 'stop', { key })).toMatchObject({ stopRequested: true });
  const report = await ended(door, key, clock);
  expect(JSON.parse(report.result?.text ?? '')).toMatchObject({
    updates: [{ outcome: 'installed' }, { outcome: 'not-started' }],
    stopped: 'stop',
  });
});

test('after notAfter no further update starts', async () => {
  const key = newKey();
  await submit(door, installOf(key, TWO, new Date(clock.now() + 60_000).toISOString()));
  await until(() => computer().state.jobs[key]?.progress?.phase === 'install');
  clock.advance(120_000);
  const report = await ended(door, key, clock);
  expect(JSON.parse(report.result?.text ?? '')).toMatchObject({
    updates: [{ outcome: 'installed' }, { outcome: 'not-started' }],
    stopped: 'not-after',
  });
});

test('a restart in the middle leaves the job interrupted, with what it had done', async () => {
  const key = newKey();
  await submit(door, installOf(key, TWO));
  await until(() => computer().state.installs[EDGE[0] ?? ''] === 1);
  await computer().restart();
  await expect(verb(door, 'poll', { key, from: 0 })).rejects.toThrow(/ECONNREFUSED/);
  clock.advance(3000);
  await expect.poll(() => computer().winrm.listening, SOON).toBe(true);
  expect(await verb(door, 'poll', { key, from: 0 })).toMatchObject({ state: 'interrupted', result: null });
  expect(await submit(door, installOf(key, TWO))).toMatchObject({ state: 'interrupted' });
  clock.advance(60_000);
  expect(computer().state.installs).toEqual({ [EDGE[0] ?? '']: 1 });
});

test('a kill of the sandbox in the middle leaves the job interrupted, at the same port', async () => {
  const key = newKey();
  await submit(door, installOf(key, TWO));
  await until(() => computer().state.installs[EDGE[0] ?? ''] === 1);
  const ports = world.fleet.hosts.map((host) => host.port);
  await reopen(world);
  expect(world.fleet.hosts.map((host) => host.port)).toEqual(ports);
  expect(await verb(door, 'poll', { key, from: 0 })).toMatchObject({ state: 'interrupted' });
  expect(computer().state.installs).toEqual({ [EDGE[0] ?? '']: 1 });
});

test('what has ended survives a kill of the sandbox', async () => {
  const key = newKey();
  await submit(door, installOf(key, EDGE));
  const before = await ended(door, key, clock);
  await reopen(world);
  expect(await verb(door, 'poll', { key, from: 0 })).toEqual(before);
});

test('content that does not fit its hash is refused, and the key stays unknown', async () => {
  const key = newKey();
  const line = submitLine(door, installOf(key, EDGE)).replace('distributeOnly', 'distributeonly');
  expect(unframed(await runLine(door, line))).toMatchObject({ refused: 'hash' });
  expect(await verb(door, 'poll', { key, from: 0 })).toMatchObject({ state: 'unknown' });
});

test('a long input comes in pieces; one that is missing is told', async () => {
  const key = newKey();
  const many = Array.from({ length: 100 }, () => EDGE[0] ?? '');
  const text = commandLineJson(installInput(many, { distributeOnly: true }));
  const hash = (content: string) => createHash('sha256').update(content).digest('hex');
  const pieces = text.match(/.{1,4000}/g) ?? [];
  const script = 'MS_WUA_Install_Updates';
  const { machine } = door;
  const order = {
    machine,
    key,
    script,
    hash: hash(`${script}\n${text}`),
    pieces: pieces.length,
    notAfter: '2099-01-01T00:00:00Z',
  };
  const submitted = verbLine('submit', { ...order, limitSeconds: 600 });
  const send = async (index: number) => {
    const piece = pieces[index] ?? '';
    const request = { machine, key, index, count: pieces.length, sha256: hash(piece) };
    return unframed(await runLine(door, verbLine('input', request, piece)));
  };
  expect(await send(1)).toMatchObject({ key, index: 1 });
  expect(unframed(await runLine(door, submitted))).toMatchObject({ refused: 'missing' });
  await send(0);
  await send(0);
  expect(unframed(await runLine(door, submitted))).toMatchObject({ state: 'running', hash: order.hash });
});

test('a request that is meant for another machine is refused, whatever the verb, and changes nothing', async () => {
  const key = newKey();
  await submit(door, installOf(key, TWO));
  const machine = '99999999-9999-4999-8999-999999999999';
  const before = structuredClone(computer().state.jobs);
  const other = { ...door, machine };
  for (const verb of ['poll', 'acknowledge', 'stop', 'purge', 'input'])
    expect(unframed(await runLine(door, verbLine(verb, { machine, key, from: 0 })))).toMatchObject({
      refused: 'machine',
      message: door.machine,
    });
  const line = submitLine(other, installOf(newKey(), EDGE));
  expect(unframed(await runLine(door, line))).toMatchObject({ refused: 'machine' });
  expect(unframed(await runLine(door, verbLine('poll', { key, from: 0 })))).toMatchObject({ refused: 'failed' });
  expect(computer().state.jobs).toEqual(before);
});

test('a key that is none is refused', async () => {
  const line = verbLine('poll', { machine: door.machine, key: '..\\..\\evil', from: 0 });
  expect(await runLine(door, line)).toMatchObject({ exitCode: 1 });
  expect(unframed(await runLine(door, line))).toMatchObject({ refused: 'name' });
});

test('a script that is none of ours is refused', async () => {
  const key = newKey();
  const line = submitLine(door, installOf(key, EDGE)).replace('MS_WUA_Install_Updates', 'Format-Disk');
  expect(unframed(await runLine(door, line))).toMatchObject({ refused: 'name' });
  expect(computer().state.jobs[key]).toBeUndefined();
});

test('so do a job that was interrupted as long ago, and toolkits of other versions', async () => {
  const key = newKey();
  await submit(door, installOf(key, TWO));
  await computer().restart();
  clock.advance(31 * 86_400_000);
  await expect.poll(() => computer().winrm.listening, SOON).toBe(true);
  computer().state.toolkits['0.0.1'] = {};
  expect(unframed(await runLine(door, verbLine('purge', { machine: door.machine })))).toEqual({ purged: 1 });
  expect(await verb(door, 'poll', { key, from: 0 })).toMatchObject({ state: 'unknown' });
  expect(Object.keys(computer().state.toolkits)).not.toContain('0.0.1');
});

test('a tombstone goes after thirty days', async () => {
  const key = newKey();
  await verb(door, 'acknowledge', { key });
  const purge = async () => unframed(await runLine(door, verbLine('purge', { machine: door.machine })));
  expect(await purge()).toEqual({ purged: 0 });
  clock.advance(31 * 86_400_000);
  expect(await purge()).toEqual({ purged: 1 });
});
