import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { healthyScenario } from '../../../sandbox/scenario.js';
import { type Fleet, startFleet } from '../../../sandbox/windows/fleet.js';
import type { Trouble } from '../../../sandbox/windows/winrm/trouble.js';
import type { ComputerId } from '../../../src/domain/ids.js';
import { Bot } from './bot.js';
import { connectionOn } from './connection.js';

const MEGABYTE = 1_048_576;

/** One behind each door: sealed over HTTP, NTLM over HTTPS, Basic over HTTPS. */
const COMPUTERS = ['fin-ws-01', 'fin-ws-02', 'br-srv-01'] as const;

let folder: string;
let fleet: Fleet;
let authorities: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floods-'));
  const scenario = healthyScenario();
  const computers = scenario.computers.filter(({ id }) => (COMPUTERS as readonly string[]).includes(id));
  fleet = await startFleet({ folder, scenario: { ...scenario, computers }, speed: 1000, doors: 'stock' });
  authorities = await readFile(fleet.caFile, 'utf8');
});

afterAll(async () => {
  await fleet.close();
  await rm(folder, { recursive: true, force: true });
});

/** Asks a computer for a thing; gives the code of the failure, the time, and how far memory rose meanwhile. */
async function met(id: string, trouble: Trouble) {
  const basic = id === 'br-srv-01';
  const bot = new Bot({ ...connectionOn(fleet, id, authorities), method: basic ? 'basic' : 'auto' }, 0);
  await bot.does(id as ComputerId, { do: 'prepare' });
  fleet.computer(id).winrm.troubles.set({ times: 1, operation: 'Receive', ...trouble });
  const [begun, before] = [performance.now(), process.memoryUsage().rss];
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, 2);
  const seen = await bot.does(id as ComputerId, { do: 'prepare' });
  clearInterval(watch);
  await bot.close();
  const code = seen.kind === 'failed' ? seen.failure.code : seen.kind;
  return { code, took: performance.now() - begun, megabytes: (most - before) / MEGABYTE };
}

describe.each(COMPUTERS)('a reply of %s', (id) => {
  it('of 100 MB is cut off at a hundredth of it', async () => {
    const { code, took, megabytes } = await met(id, { kind: 'oversized', megabytes: 100 });
    expect(code).toBe('PB405');
    expect(took).toBeLessThan(5000);
    expect(megabytes).toBeLessThan(80);
  });

  it('that would unpack to 100 MB is not unpacked', async () => {
    const { code, took } = await met(id, { kind: 'gzip-bomb', megabytes: 100 });
    expect(code).toBe('PB405');
    expect(took).toBeLessThan(10_000);
  });

  it('whose document type would grow to gigabytes is refused', async () => {
    const { code, took, megabytes } = await met(id, { kind: 'entity-bomb' });
    expect(code).toBe('PB405');
    expect(took).toBeLessThan(5000);
    expect(megabytes).toBeLessThan(80);
  });
});
